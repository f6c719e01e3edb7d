// One's own message, being changed in its place.

import { perform } from "./acts.js";
import { h } from "./dom.js";
import { startEditing } from "./message_menu.js";
import { asTyped } from "./mrkdwn.js";

/** A field with the message as it was typed. */
export function editor(message) {
  const field = h("textarea", {
    class: "field",
    rows: 3,
    value: asTyped(message.text),
    "aria-label": "Edit the message",
    onkeydown: keys,
  });
  queueMicrotask(() => field.focus());
  return h(
    "div",
    { class: "editor" },
    field,
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "button primary", onclick: save }, "Save"),
      h("button", { type: "button", class: "button", onclick: () => startEditing(null) }, "Cancel"),
    ),
  );

  async function save() {
    if (await perform("edits", { channel: message.channel, ts: message.ts, text: field.value }, "Edit"))
      startEditing(null);
  }

  function keys(event) {
    if (event.key === "Escape") startEditing(null);
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  }
}
