// Questions asked before something is done, and the plain dialogs they are made of.

import { add, h } from "./dom.js";
import { icon } from "./icons.js";
import { textObject } from "./mrkdwn.js";
import { takeAway } from "./popover.js";

/** Opens a dialog that closes with a value: that of the button pressed, or "" . */
export function openDialog({ title, body, buttons, wide }) {
  const dialog = h("dialog", { class: wide ? "dialog wide" : "dialog", "aria-label": title });
  const close = (value) => dialog.close(value);
  add(
    dialog,
    h(
      "header",
      {},
      h("h2", {}, title),
      h(
        "button",
        { type: "button", class: "plain", "aria-label": "Close", onclick: () => close("") },
        icon("close"),
      ),
    ),
    h("div", { class: "dialog-body" }, body),
    buttons?.length &&
      h(
        "footer",
        {},
        buttons.map(({ label, value, style, autofocus }) =>
          h(
            "button",
            { type: "button", class: `button ${style ?? ""}`, autofocus, onclick: () => close(value) },
            label,
          ),
        ),
      ),
  );
  document.body.append(dialog);
  dialog.showModal();
  const closed = new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      takeAway(dialog);
      resolve(dialog.returnValue);
    });
  });
  return { dialog, closed, close };
}

/** Asks what a control's `confirm` object says; whether the answer was yes. */
export async function confirmed(confirm) {
  const { closed } = openDialog({
    title: confirm.title?.text ?? "Are you sure?",
    body: h("div", { class: "text" }, textObject(confirm.text)),
    buttons: [
      { label: confirm.deny?.text ?? "Cancel", value: "" },
      {
        label: confirm.confirm?.text ?? "Yes",
        value: "yes",
        style: confirm.style === "danger" ? "danger" : "primary",
      },
    ],
  });
  return (await closed) === "yes";
}

/** Asks in the page's own words. */
export function sure(title, text, yes) {
  return confirmed({
    title: { text: title },
    text: { type: "plain_text", text },
    confirm: { text: yes },
    deny: { text: "Not now" },
    style: "danger",
  });
}
