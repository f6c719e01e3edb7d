// What can be done with a message: reactions, shortcuts of apps, pins, links, editing and deleting.

import { perform } from "./acts.js";
import { sure } from "./confirm.js";
import { h } from "./dom.js";
import { emoji, OFFERED } from "./emoji.js";
import { icon } from "./icons.js";
import { openBox, openMenu } from "./popover.js";
import { changed, state } from "./state.js";
import { toast } from "./toasts.js";

let edited = "";

/** Whether this message is being edited. */
export function editing(message) {
  return edited === `${message.channel}/${message.ts}`;
}

/** Opens a message for editing; null closes the editor. */
export function startEditing(message) {
  edited = message ? `${message.channel}/${message.ts}` : "";
  changed("redraw");
}

/** Opens the grid of reactions. */
export function reactionMenu(anchor, choose) {
  const pick = (name) =>
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": name,
        title: `:${name}:`,
        onclick: () => (box.hidePopover(), choose(name)),
      },
      emoji(name),
    );
  const box = openBox(
    anchor,
    { class: "emoji-box", "aria-label": "Reactions", role: "dialog" },
    OFFERED.map(pick),
  );
  box.querySelector("button").focus();
}

/** Opens a message's menu. */
export function messageMenu(anchor, message) {
  const place = { channel: message.channel, ts: message.ts };
  const shortcuts = state.apps.flatMap((app) =>
    app.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({ app, shortcut })),
  );
  const mine = message.user === state.me && !message.bot_id;
  const mayDelete = mine || (state.people.get(state.me)?.admin ?? false);
  openMenu(
    anchor,
    [
      ...shortcuts.map(({ app, shortcut }) => ({
        label: shortcut.name,
        hint: app.name,
        icon: icon("bolt"),
        act: () => perform("shortcut", { callback_id: shortcut.callback_id, ...place }, shortcut.name),
      })),
      {
        label: message.pinned ? "Take the pin out" : "Pin to the channel",
        icon: icon("pin"),
        act: () => perform("pins", place, "Pin"),
      },
      { label: "Copy link", icon: icon("link"), act: () => copyLink(message) },
      mine && { label: "Edit", icon: icon("edit"), act: () => startEditing(message) },
      mayDelete && { label: "Delete", icon: icon("trash"), danger: true, act: () => remove(message, place) },
    ],
    "Message actions",
  );
}

async function remove(message, place) {
  const words = message.words.length > 120 ? `${message.words.slice(0, 120)}…` : message.words;
  if (await sure("Delete this message?", words || "It cannot be brought back.", "Delete"))
    await perform("deletes", place, "Delete");
}

async function copyLink(message) {
  const thread =
    message.thread_ts && message.thread_ts !== message.ts
      ? `?thread_ts=${message.thread_ts}&cid=${message.channel}`
      : "";
  await navigator.clipboard.writeText(
    `${state.team.url}archives/${message.channel}/p${message.ts.replace(".", "")}${thread}`,
  );
  toast("The link is copied.");
}
