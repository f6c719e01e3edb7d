// What the sidebar begins: a channel, or a direct message.

import { perform } from "./acts.js";
import { avatar } from "./avatar.js";
import { openDialog } from "./confirm.js";
import { h } from "./dom.js";
import { goTo } from "./routes.js";
import { state } from "./state.js";

/** Asks for a name and makes a channel. */
export async function createChannel() {
  const name = h("input", {
    type: "text",
    class: "field",
    maxlength: 80,
    placeholder: "release-notes",
    "aria-label": "Name of the channel",
    autocomplete: "off",
  });
  const secret = h("input", { type: "checkbox" });
  const body = [
    name,
    h(
      "div",
      { class: "boxes" },
      h("label", {}, secret, h("span", {}, "Private: only who is invited can see it")),
    ),
  ];
  const { closed } = openDialog({
    title: "New channel",
    body,
    buttons: [
      { label: "Cancel", value: "" },
      { label: "Create", value: "create", style: "primary" },
    ],
  });
  if ((await closed) !== "create") return;
  const answer = await perform(
    "creates",
    { name: name.value.trim(), private: secret.checked },
    "New channel",
  );
  if (answer) goTo(answer.channel);
}

/** Asks to whom, and goes there. */
export async function startDm() {
  const others = [...state.people.values()].filter((user) => user.acts && user.id !== state.me);
  const { closed, close } = openDialog({
    title: "Write to",
    body: h(
      "div",
      { class: "people-list" },
      others.map((user) =>
        h(
          "button",
          { type: "button", class: "person-row", onclick: () => close(user.id) },
          avatar(user.id, "small"),
          h("span", { class: "menu-words" }, user.shown, h("small", {}, user.title)),
        ),
      ),
    ),
  });
  const user = await closed;
  if (!user) return;
  const answer = await perform("opens_dm", { user }, "Direct message");
  if (answer) goTo(answer.channel);
}
