// Makes slack_schemas.json.gz anew from Slack's own TypeScript types.
//
// In an empty folder, with Node 20 or newer:
//   npm init -y
//   npm install @slack/types@3.2.0 @slack/bolt@5.1.0 @slack/web-api@8.2.0 ts-json-schema-generator@2.4.0
//   cp PATH/TO/tests/oracles/make_schemas.mjs . && node make_schemas.mjs
//   cp slack_schemas.json.gz PATH/TO/tests/oracles/
//
// The result is one object: {versions, roots: {name: definition}, definitions: {name: JSON Schema}}.
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { createFormatter, createParser, createProgram, SchemaGenerator } from 'ts-json-schema-generator';

const METHODS = `
  api.test apps.connections.open auth.revoke auth.test blocks.validate
  bookmarks.add bookmarks.edit bookmarks.list bookmarks.remove bots.info
  chat.delete chat.deleteScheduledMessage chat.getPermalink chat.meMessage chat.postEphemeral
  chat.postMessage chat.scheduleMessage chat.scheduledMessages.list chat.unfurl chat.update
  conversations.archive conversations.close conversations.create conversations.history conversations.info
  conversations.invite conversations.join conversations.kick conversations.leave conversations.list
  conversations.mark conversations.members conversations.open conversations.rename conversations.replies
  conversations.setPurpose conversations.setTopic conversations.unarchive
  files.completeUploadExternal files.delete files.getUploadURLExternal files.info files.list
  pins.add pins.list pins.remove
  reactions.add reactions.get reactions.list reactions.remove
  team.info
  usergroups.create usergroups.disable usergroups.enable usergroups.list usergroups.update
  usergroups.users.list usergroups.users.update
  users.conversations users.getPresence users.info users.list users.lookupByEmail users.profile.get
  views.open views.publish views.push views.update
`.trim().split(/\s+/);

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const stem = (method) => method.split('.').map(capital).join('');
// Slack's own spelling of one name differs from all others.
const ARGUMENTS = { 'api.test': 'APITest' };

/** Every root's name in the result, and the TypeScript type it stands for. */
const ROOTS = {
  event: 'T.SlackEvent', envelope: 'B.EnvelopedEvent', block: 'T.KnownBlock', attachment: 'T.MessageAttachment',
  modal: 'T.ModalView', home: 'T.HomeView', command: 'B.SlashCommand', block_actions: 'B.BlockAction',
  view_submission: 'B.ViewSubmitAction', view_closed: 'B.ViewClosedAction', message_action: 'B.MessageShortcut',
  shortcut: 'B.GlobalShortcut', block_suggestion: 'B.BlockSuggestion', reply: 'B.RespondArguments',
  view_answer: 'B.ViewResponseAction', manifest: "W.AppsManifestValidateArguments['manifest']",
};
for (const method of METHODS) {
  ROOTS[`arguments/${method}`] = `W.${ARGUMENTS[method] ?? stem(method)}Arguments`;
  ROOTS[`response/${method}`] = `W.${stem(method)}Response`;
}

const alias = (root) => `Root_${root.replace(/[^a-zA-Z]/g, '_')}`;
const source = [
  "import type * as T from '@slack/types';",
  "import type * as B from '@slack/bolt';",
  "import type * as W from '@slack/web-api';",
  ...Object.entries(ROOTS).map(([root, type]) => `export type ${alias(root)} = ${type};`),
];
writeFileSync('roots.ts', source.join('\n'));
writeFileSync('tsconfig.json', JSON.stringify({
  compilerOptions: { target: 'ES2022', module: 'NodeNext', moduleResolution: 'NodeNext', strict: true, skipLibCheck: true },
  files: ['roots.ts'],
}));

const config = {
  path: 'roots.ts', tsconfig: 'tsconfig.json', skipTypeCheck: true, expose: 'export', jsDoc: 'none',
  topRef: true, additionalProperties: false, sortProps: true, strictTuples: false, encodeRefs: false,
};
const program = createProgram(config);

/** One JSON Schema by its alias, each with a parser of its own: two of Slack's types may share a name. */
function schemaOf(name) {
  return new SchemaGenerator(program, createParser(program, config), createFormatter(config), config).createSchema(name);
}

/** All definitions of all roots as nodes of one graph, keyed root|name, their $refs rewritten to such keys. */
function collect() {
  const nodes = new Map();
  for (const root of Object.keys(ROOTS)) {
    const schema = schemaOf(alias(root));
    const keyed = JSON.stringify(schema.definitions).replaceAll('"#/definitions/', `"#/definitions/${root}|`);
    for (const [name, definition] of Object.entries(JSON.parse(keyed))) nodes.set(`${root}|${name}`, definition);
  }
  return nodes;
}

/** Merges definitions that say the same, cycles included: refine classes until they no longer split. */
function classes(nodes) {
  let of = new Map([...nodes.keys()].map((key) => [key, 0]));
  for (;;) {
    const seen = new Map();
    const next = new Map();
    for (const [key, definition] of nodes) {
      const text = of.get(key) + JSON.stringify(definition, (field, value) =>
        (field === '$ref' ? of.get(value.slice('#/definitions/'.length)) : value));
      if (!seen.has(text)) seen.set(text, seen.size);
      next.set(key, seen.get(text));
    }
    if (new Set(next.values()).size === new Set(of.values()).size) return next;
    of = next;
  }
}

const nodes = collect();
const classOf = classes(nodes);
const names = new Map();
const taken = new Set();
for (const [key, number] of classOf) {
  if (names.has(number)) continue;
  const wanted = key.split('|').slice(1).join('|').replace(/[^a-zA-Z0-9_]+/g, '_').replace(/_+$/, '');
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted}_${count}`;
  taken.add(name);
  names.set(number, name);
}
const definitions = {};
for (const [key, definition] of nodes) {
  definitions[names.get(classOf.get(key))] = JSON.parse(JSON.stringify(definition, (field, value) =>
    (field === '$ref' ? `#/definitions/${names.get(classOf.get(value.slice('#/definitions/'.length)))}` : value)));
}
/** Behind an alias of ours stands, as a rule, nothing but a reference to Slack's own name. */
const named = (name) => definitions[name].$ref?.slice('#/definitions/'.length) ?? name;
const roots = {};
for (const root of Object.keys(ROOTS)) {
  const key = `${root}|${alias(root)}`;
  roots[root] = named(names.get(classOf.get(key)));
}
for (const name of Object.keys(definitions)) if (name.startsWith('Root_') && named(name) !== name) delete definitions[name];
const packages = ['@slack/types', '@slack/bolt', '@slack/web-api', 'ts-json-schema-generator'];
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const versions = Object.fromEntries(packages.map((name) => [name, version(name)]));
const text = JSON.stringify({ versions, roots, definitions });
writeFileSync('slack_schemas.json.gz', gzipSync(text, { level: 9 }));
console.error(`${Object.keys(roots).length} roots, ${Object.keys(definitions).length} definitions, ${text.length} characters`);
