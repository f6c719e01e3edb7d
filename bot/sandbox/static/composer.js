// Where one writes: messages, commands, files; with suggestions and with what is not sent yet kept.

import { perform } from "./acts.js";
import { completionList, suggestionsFor, usageOf } from "./completion.js";
import { attachments } from "./attachments.js";
import { openTools } from "./composer_menu.js";
import { fill, freshId, h } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";
import { toast } from "./toasts.js";

const drafts = new Map();

/** A composer for a channel, or for a thread of it; `onSend` is called with everything that is sent. */
export function composer({ channel, thread = "", placeholder, label = placeholder, onUp, onSend }) {
  const key = `${state.me}/${channel}/${thread}`;
  const listId = freshId("completions");
  const files = attachments();
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
    onpaste: (event) => files.take(event.clipboardData.files),
  });
  const usage = h("div", { class: "usage", "aria-live": "polite" });
  const tools = h("div", { class: "tools" }, !thread && openTools(write), files.button, files.chooser);
  const broadcast = thread
    ? h("label", { class: "also" }, h("input", { type: "checkbox" }), " Also send to the channel")
    : undefined;
  const node = h(
    "form",
    {
      class: "composer",
      onsubmit: (event) => (event.preventDefault(), send()),
      ondragover: (event) => event.preventDefault(),
      ondrop: (event) => (event.preventDefault(), files.take(event.dataTransfer.files)),
    },
    list.node,
    usage,
    h(
      "div",
      { class: "writing" },
      files.chips,
      field,
      h(
        "div",
        { class: "row" },
        tools,
        h("button", { type: "submit", class: "button primary send", "aria-label": "Send" }, icon("send")),
      ),
    ),
    broadcast,
  );
  requestAnimationFrame(grow);
  return { node, write, focus: () => field.focus() };

  function write(text) {
    field.value = text;
    field.focus();
    typed();
  }

  function typed() {
    drafts.set(key, field.value);
    grow();
    const found = suggestionsFor(field.value, field.selectionStart);
    if (found && !(thread && field.value.startsWith("/")))
      list.show(found.items.map((item) => ({ ...item, from: found.from })));
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
      // What is written out is sent by Enter, though more could follow it.
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

  /** Whether a name is written out, or a command stands there alone or with its subcommand alone. */
  function isWhole() {
    const { from, insert } = list.item();
    if (from > 0) return field.value.slice(from, field.selectionStart) === insert.trim();
    const [name, word] = field.value.trim().split(/\s+/);
    const known = state.apps.flatMap((app) => app.commands).some((command) => command.command === name);
    return known && (!word || list.item().label === `${name} ${word}`);
  }

  async function send(event) {
    event?.preventDefault();
    const text = field.value;
    if (!text.trim() && !files.list().length) return;
    if (text.startsWith("/") && thread) {
      toast("Commands work in the channel, not in a thread.", "error");
      return;
    }
    const sent = files.list();
    clear();
    onSend?.();
    const done = await (text.startsWith("/") ? run(text) : say(text, sent));
    if (done && !done.error) return;
    // What was not taken comes back, unless something else was begun meanwhile.
    if (field.value === "") {
      field.value = text;
      files.set(sent);
      typed();
      list.hide();
    }
  }

  function run(text) {
    return perform("runs", { channel, text }, text.split(" ").slice(0, 2).join(" "));
  }

  function say(text, sent) {
    const also = broadcast?.querySelector("input").checked;
    return perform(
      "says",
      { channel, text, thread: thread || undefined, broadcast: also, files: sent },
      "Send",
    );
  }

  function clear() {
    field.value = "";
    files.set([]);
    typed();
  }
}
