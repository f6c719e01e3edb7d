// Slack's message markup as nodes: marks, links, mentions, dates, emoji. Everything else stays text.

import { h, isSafeLink } from "./dom.js";
import { dateText } from "./dates.js";
import { emoji, withEmoji } from "./emoji.js";
import { channelName, state } from "./state.js";

const EDGE_BEFORE = "(?<![\\p{L}\\p{N}])";
const EDGE_AFTER = "(?![\\p{L}\\p{N}])";

function marked(name, sign) {
  return `${EDGE_BEFORE}[${sign}](?<${name}>[^\\s${sign}](?:[^${sign}\\n]*[^\\s${sign}])?)[${sign}]${EDGE_AFTER}`;
}

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<reference>[^<>\\n]+)>",
    ":(?<emoji>[a-z0-9_+'-]+(?:::skin-tone-\\d)?):",
    marked("bold", "*"),
    marked("italic", "_"),
    marked("strike", "~"),
    "(?<bare>https?://[^\\s<>]*[^\\s<>.,;:!?)'\"])",
  ].join("|"),
  "gu",
);
const TAGS = { bold: "strong", italic: "em", strike: "s" };

/** The three characters Slack escapes, as they were. */
export function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** A text as nodes: code blocks, quotes and lines of marked text. */
export function mrkdwn(text) {
  return text.split("```").flatMap((piece, at, all) => {
    const isCode = at % 2 === 1 && at < all.length - 1;
    if (isCode) return [h("pre", {}, unescape(piece.replace(/^\n|\n$/g, "")))];
    const loose = at % 2 === 1 ? "```" + piece : piece;
    return lines(trimmed(loose, at > 0, at < all.length - 1));
  });
}

function trimmed(text, start, end) {
  return (start ? text.replace(/^\n/, "") : text).replace(end ? /\n$/ : /$^/, "");
}

function lines(text) {
  if (!text) return [];
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    const last = runs.at(-1);
    const words = quoted ? line.slice(quoted[0].length) : line;
    if (last && last.quoted === Boolean(quoted)) last.words.push(words);
    else runs.push({ quoted: Boolean(quoted), words: [words] });
  }
  return runs.flatMap((run) =>
    run.quoted ? [h("blockquote", {}, inline(run.words.join("\n")))] : inline(run.words.join("\n")),
  );
}

/** A stretch of text with its marks. */
export function inline(text) {
  const nodes = [];
  let position = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(unescape(text.slice(position, match.index)));
    position = match.index + match[0].length;
    nodes.push(one(match[0], match.groups));
  }
  nodes.push(unescape(text.slice(position)));
  return nodes.filter((node) => node !== "");
}

function one(whole, found) {
  if (found.code !== undefined) return h("code", {}, unescape(found.code));
  if (found.reference !== undefined) return reference(found.reference, whole);
  if (found.emoji !== undefined) return emoji(found.emoji);
  if (found.bare !== undefined) return link(found.bare, unescape(found.bare));
  const mark = Object.keys(TAGS).find((name) => found[name] !== undefined);
  return h(TAGS[mark], {}, inline(found[mark]));
}

function reference(inner, whole) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : inner.slice(bar + 1);
  if (target.startsWith("@")) return person(target.slice(1), label);
  if (target.startsWith("#")) return channel(target.slice(1), label);
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!subteam^")) return group(target.slice("!subteam^".length), label);
  if (target.startsWith("!")) return h("span", { class: "mention loud" }, `@${label || target.slice(1)}`);
  if (isSafeLink(target))
    return link(unescape(target), label ? inline(label) : unescape(target.replace(/^mailto:/, "")));
  return unescape(whole);
}

/** Somebody's name, which stands out when it is one's own. */
export function person(id, label = "") {
  const known = state.people.get(id);
  const words = known ? known.shown : label || id;
  return h(
    "span",
    { class: id === state.me ? "mention mine" : "mention", title: known ? `@${known.name}` : undefined },
    `@${words}`,
  );
}

/** A channel's name that leads there; the name of one that cannot be seen is not told. */
export function channel(id, label = "") {
  const known = state.channels.get(id);
  if (!known) return h("span", { class: "mention" }, label ? `#${label}` : "🔒 a private channel");
  return h(
    "a",
    { class: "mention", href: `#/${state.people.get(state.me)?.name}/${id}` },
    `#${channelName(known)}`,
  );
}

/** A user group's handle. */
export function group(id, label = "") {
  const known = state.groups.get(id);
  const mine = known?.users.includes(state.me);
  return h(
    "span",
    { class: mine ? "mention mine" : "mention" },
    known ? `@${known.handle}` : label || `@${id}`,
  );
}

function date(target, fallback) {
  const [, stamp, pattern, address] = target.split("^");
  if (!/^\d+$/.test(stamp ?? "") || !pattern) return unescape(fallback);
  const shown = h(
    "time",
    { datetime: new Date(Number(stamp) * 1000).toISOString(), title: unescape(fallback) },
    dateText(Number(stamp), pattern),
  );
  return address && isSafeLink(unescape(address)) ? link(unescape(address), shown) : shown;
}

/** A link out of the page, or to a place within it when it is one of this workspace. */
export function link(address, words) {
  const inside = placeOf(address);
  if (inside) return h("a", { href: inside }, words);
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, words);
}

/** Where in the page an address of the simulated workspace is; nothing for others. */
export function placeOf(address) {
  if (!state.team.url || !address.startsWith(`${state.team.url}archives/`)) return "";
  const found = /archives\/(\w+)(?:\/p(\d{10})(\d{6}))?/.exec(address);
  if (!found) return "";
  const thread = /[?&]thread_ts=(\d{10}\.\d{6})/.exec(address)?.[1];
  const message = found[2] && `${found[2]}.${found[3]}`;
  const spot = thread && thread !== message ? [thread, message] : [message];
  return `#/${[state.people.get(state.me)?.name, found[1], ...spot].filter(Boolean).join("/")}`;
}

/** What somebody typed, from how it is stored: for editing it again. */
export function asTyped(text) {
  const words = text.replace(/<([^<>\n]+)>/g, (whole, inner) => {
    const [target, label] = inner.split("|");
    if (target.startsWith("@"))
      return `@${state.people.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("#"))
      return `#${state.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
    if (target.startsWith("!subteam^")) return label || `@${state.groups.get(target.slice(9))?.handle ?? ""}`;
    if (target.startsWith("!")) return `@${target.slice(1)}`;
    return target;
  });
  return unescape(words);
}

/** A text object as nodes: plain text with its emoji, or mrkdwn. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return [object.emoji === false ? object.text : withEmoji(object.text)];
}
