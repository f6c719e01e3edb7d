// Suggests while one types: commands and what may follow them, people, channels, emoji.

import { h } from "./dom.js";
import { EMOJI } from "./emoji.js";
import { state } from "./state.js";

const MOST = 8;

/** What could stand where the cursor is: `{from, items: [{insert, label, hint, mark}]}`, or null. */
export function suggestionsFor(text, cursor) {
  const before = text.slice(0, cursor);
  if (text.startsWith("/")) {
    const found = commands(before);
    if (found) return found;
  }
  const word = /(?:^|[\s(])([@#:])([\p{L}\p{N}_.+-]*)$/u.exec(before);
  if (!word || (word[1] === ":" && word[2].length < 2)) return null;
  const items = { "@": people, "#": channels, ":": emojis }[word[1]](word[2].toLowerCase());
  return items.length ? { from: cursor - word[2].length - 1, items: items.slice(0, MOST) } : null;
}

function commands(before) {
  const all = state.apps.flatMap((app) => app.commands.map((command) => ({ ...command, app })));
  if (!before.includes(" ")) {
    const items = all
      .filter(({ command }) => command.startsWith(before))
      .map(({ command, description, app }) => ({
        insert: `${command} `,
        label: command,
        hint: description || app.name,
        mark: "⌘",
      }));
    return items.length ? { from: 0, items } : null;
  }
  const [, name, typed] = /^(\S+) (\S*)$/.exec(before) ?? [];
  const command = all.find((each) => each.command === name);
  if (!command) return null;
  const items = usages(command)
    .filter((usage) => usage.word.startsWith(typed.toLowerCase()))
    .map((usage) => ({
      insert: `${name} ${usage.words}${usage.rest ? " " : ""}`,
      label: `${name} ${usage.words}`,
      hint: usage.rest,
      mark: "›",
    }));
  return items.length ? { from: 0, items } : null;
}

/** What the manifest says a command takes: its forms between bars, each some words and what follows them. */
function usages(command) {
  return command.usage_hint
    .split(/\s+\|\s+/)
    .map((form) => /^(([a-z]+)(?: [a-z]+\b)*) ?(.*)$/.exec(form.trim()))
    .filter(Boolean)
    .map(([form, words, word, rest]) => ({ form, words, word, rest }));
}

/** The right forms of the command that stands there already, such as `role ROLE @user · role ROLE none`. */
export function usageOf(text) {
  const [, name, word] = /^(\S+) (\S+) /.exec(text) ?? [];
  const command = state.apps.flatMap((app) => app.commands).find((each) => each.command === name);
  const found = command ? usages(command).filter((each) => each.word === word && each.form !== word) : [];
  return found.length ? `${name} ${found.map((each) => each.form).join(" · ")}` : "";
}

function people(typed) {
  const found = [...state.people.values()]
    .filter(
      (user) =>
        !user.gone &&
        `${user.name} ${user.shown} ${user.real_name}`
          .toLowerCase()
          .split(/\s+/)
          .some((part) => part.startsWith(typed)),
    )
    .map((user) => ({
      insert: `@${user.name} `,
      label: user.shown,
      hint: `@${user.name}${user.title ? ` · ${user.title}` : ""}`,
      mark: user.face,
    }));
  const groups = [...state.groups.values()]
    .filter((group) => group.handle.startsWith(typed))
    .map((group) => ({
      insert: `@${group.handle} `,
      label: `@${group.handle}`,
      hint: group.name,
      mark: "👥",
    }));
  const crowds = ["here", "channel"]
    .filter((word) => word.startsWith(typed))
    .map((word) => ({
      insert: `@${word} `,
      label: `@${word}`,
      hint: "everybody in this channel",
      mark: "📣",
    }));
  return [...found, ...groups, ...crowds];
}

function channels(typed) {
  return [...state.channels.values()]
    .filter(
      (channel) =>
        channel.name.startsWith(typed) && channel.name && !channel.archived && channel.kind !== "mpim",
    )
    .map((channel) => ({
      insert: `#${channel.name} `,
      label: `#${channel.name}`,
      hint: channel.topic,
      mark: channel.kind === "private_channel" ? "🔒" : "",
    }));
}

function emojis(typed) {
  return Object.entries(EMOJI)
    .filter(([name]) => name.startsWith(typed))
    .map(([name, sign]) => ({ insert: `:${name}: `, label: `:${name}:`, hint: "", mark: sign }));
}

/** The list of suggestions over a field. */
export function completionList(listId, choose) {
  const node = h("div", {
    class: "completions",
    role: "listbox",
    id: listId,
    "aria-label": "Suggestions",
    // It scrolls, so it can have the focus; while it is open, Tab takes what it suggests.
    tabindex: "0",
    hidden: true,
  });
  let items = [];
  let active = 0;
  let moved = false;
  return {
    node,
    show,
    hide,
    move,
    take,
    isOpen: () => !node.hidden,
    wasMoved: () => moved,
    item: () => items[active],
  };

  function show(found) {
    items = found;
    active = 0;
    moved = false;
    node.hidden = false;
    draw();
  }

  function hide() {
    node.hidden = true;
  }

  function move(step) {
    moved = true;
    active = (active + step + items.length) % items.length;
    draw();
  }

  function take() {
    choose(items[active]);
  }

  function draw() {
    node.replaceChildren(
      ...items.map((item, at) =>
        h(
          "div",
          {
            role: "option",
            id: `${listId}-${at}`,
            class: at === active ? "option active" : "option",
            "aria-selected": at === active ? "true" : "false",
            onpointerdown: (event) => (event.preventDefault(), choose(item)),
          },
          h("span", { class: "option-mark" }, item.mark),
          h("span", { class: "menu-words" }, item.label, item.hint && h("small", {}, item.hint)),
        ),
      ),
    );
    node.querySelector(".active")?.scrollIntoView({ block: "nearest" });
    node.dataset.active = `${listId}-${active}`;
  }
}
