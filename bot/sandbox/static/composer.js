// Where one writes: messages, commands, files; with suggestions and with what is not sent yet kept.

import { perform } from "./acts.js";
import { completionList, suggestionsFor, usageOf } from "./completion.js";
import { fill, freshId, h } from "./dom.js";
import { sizeWords } from "./files.js";
import { icon } from "./icons.js";
import { openMenu } from "./popover.js";
import { state } from "./state.js";
import { toast } from "./toasts.js";

const MOST_BYTES = 5 * 1024 ** 2;
const drafts = new Map();

/** A composer for a channel, or for a thread of it. */
export function composer({ channel, thread = "", placeholder, label = placeholder, onUp }) {
  const key = `${state.me}/${channel}/${thread}`;
  const listId = freshId("completions");
  let files = [];
  const list = completionList(listId, complete);
  const field = h("textarea", {
    rows: 1,
    value: drafts.get(key) ?? "",
    placeholder,
    "aria-label": label,
    "aria-autocomplete": "list",
    "aria-controls": listId,
    dir: "auto",
    oninput: typed,
    onkeydown: keys,
    onblur: () => list.hide(),
    onpaste: pasted,
  });
  const usage = h("div", { class: "usage", "aria-live": "polite" });
  const chips = h("div", { class: "chips" });
  const chooser = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files to send", tabindex: "-1", onchange: () => (attach([...chooser.files]), (chooser.value = "")) });
  const broadcast = thread ? h("label", { class: "also" }, h("input", { type: "checkbox" }), " Also send to the channel") : undefined;
  const node = h(
    "form",
    { class: "composer", onsubmit: (event) => (event.preventDefault(), send()), ondragover: (event) => event.preventDefault(), ondrop: dropped },
    list.node,
    usage,
    h("div", { class: "writing" }, chips, field, h("div", { class: "row" }, tools(), h("button", { type: "submit", class: "button primary send", "aria-label": "Send" }, icon("send")))),
    broadcast,
  );
  requestAnimationFrame(grow);
  return { node, focus: () => field.focus() };

  function tools() {
    const shortcuts = state.apps.flatMap((app) => app.shortcuts.filter((shortcut) => shortcut.type === "global").map((shortcut) => ({ app, shortcut })));
    const bolt = h("button", { type: "button", class: "tool", "aria-label": "Shortcuts and commands", title: "Shortcuts and commands", "aria-haspopup": "menu", onclick: open }, icon("bolt"));
    return h("div", { class: "tools" }, !thread && bolt, h("button", { type: "button", class: "tool", "aria-label": "Attach files", title: "Attach files", onclick: () => chooser.click() }, icon("attach")), chooser);

    function open() {
      openMenu(
        bolt,
        [
          shortcuts.length && "Shortcuts",
          ...shortcuts.map(({ app, shortcut }) => ({ label: shortcut.name, hint: app.name, icon: icon("bolt"), act: () => perform("shortcut", { callback_id: shortcut.callback_id }, shortcut.name) })),
          "Commands",
          ...state.apps.flatMap((app) => app.commands.map((command) => ({ label: command.command, hint: command.description, act: () => write(`${command.command} `) }))),
        ],
        "Shortcuts and commands",
      );
    }
  }

  function write(text) {
    field.value = text;
    field.focus();
    typed();
  }

  function typed() {
    drafts.set(key, field.value);
    grow();
    const found = suggestionsFor(field.value, field.selectionStart);
    if (found && !(thread && field.value.startsWith("/"))) list.show(found.items.map((item) => ({ ...item, from: found.from })));
    else list.hide();
    fill(usage, field.value.startsWith("/") ? usageOf(field.value) : "");
    if (list.isOpen()) field.setAttribute("aria-activedescendant", list.node.dataset.active);
    else field.removeAttribute("aria-activedescendant");
  }

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 220)}px`;
  }

  function complete(item) {
    const rest = field.value.slice(field.selectionStart);
    field.value = field.value.slice(0, item.from) + item.insert + rest;
    const cursor = item.from + item.insert.length;
    field.setSelectionRange(cursor, cursor);
    list.hide();
    typed();
  }

  function keys(event) {
    if (event.isComposing) return;
    if (list.isOpen() && ["ArrowDown", "ArrowUp", "Tab", "Enter", "Escape"].includes(event.key)) {
      // A command that is written out is sent by Enter, though more could follow it.
      if (event.key === "Enter" && !list.wasMoved() && isWhole()) {
        send(event);
        return;
      }
      event.preventDefault();
      if (event.key === "ArrowDown") list.move(1);
      else if (event.key === "ArrowUp") list.move(-1);
      else if (event.key === "Escape") list.hide();
      else list.take();
      field.setAttribute("aria-activedescendant", list.node.dataset.active);
    } else if (event.key === "Enter" && !event.shiftKey) send(event);
    else if (event.key === "ArrowUp" && field.value === "") onUp?.(event);
  }

  /** Whether a command stands there alone, or with its subcommand and nothing begun behind it. */
  function isWhole() {
    const [name, word] = field.value.trim().split(/\s+/);
    const known = state.apps.flatMap((app) => app.commands).some((command) => command.command === name);
    return known && (!word || list.label() === `${name} ${word}`);
  }

  async function send(event) {
    event?.preventDefault();
    const text = field.value;
    if (!text.trim() && !files.length) return;
    if (text.startsWith("/") && thread) {
      toast("Commands work in the channel, not in a thread.", "error");
      return;
    }
    const sent = files;
    clear();
    const done = text.startsWith("/") ? await run(text) : await perform("says", { channel, text, thread: thread || undefined, broadcast: broadcast?.querySelector("input").checked, files: sent }, "Send");
    if (done && !done.error) return;
    // What was not taken comes back, unless something else was begun meanwhile.
    if (field.value === "") {
      field.value = text;
      files = sent;
      typed();
      drawFiles();
      list.hide();
    }
  }

  function run(text) {
    return perform("runs", { channel, text }, text.split(" ").slice(0, 2).join(" "));
  }

  function clear() {
    field.value = "";
    files = [];
    drawFiles();
    typed();
  }

  async function attach(chosen) {
    for (const file of chosen) {
      if (file.size > MOST_BYTES) toast(`${file.name} is larger than 5 MB.`, "error");
      else files = [...files, { name: file.name, size: file.size, content: await encoded(file) }];
    }
    drawFiles();
  }

  function drawFiles() {
    fill(chips, files.map((file) => h("span", { class: "chip" }, icon("file"), `${file.name} · ${sizeWords(file.size)}`, h("button", { type: "button", class: "plain", "aria-label": `Leave out ${file.name}`, onclick: () => ((files = files.filter((each) => each !== file)), drawFiles()) }, icon("close")))));
  }

  function dropped(event) {
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  }

  function pasted(event) {
    if (event.clipboardData.files.length) attach([...event.clipboardData.files]);
  }
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}
