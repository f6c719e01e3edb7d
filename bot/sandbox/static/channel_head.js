// What stands over a channel's messages: name, topic, people, pins, links.

import { perform } from "./acts.js";
import { askPins } from "./api.js";
import { avatar } from "./avatar.js";
import { openDialog, sure } from "./confirm.js";
import { h, isSafeLink } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { renderMessage } from "./message.js";
import { link } from "./mrkdwn.js";
import { openBox, openMenu } from "./popover.js";
import { goTo } from "./routes.js";
import { channelName, nameOf, state } from "./state.js";

/** The sign before a channel's name. */
export function channelSign(channel) {
  if (channel.kind === "im") return avatar(channel.with[0] ?? state.me, "small");
  return icon(channel.kind === "public_channel" ? "hash" : channel.kind === "mpim" ? "people" : "lock");
}

/** The head of a channel. */
export function channelHead(channel, { onMenu }) {
  const isChannel = !["im", "mpim"].includes(channel.kind);
  return h(
    "header",
    { class: "head" },
    h(
      "button",
      { type: "button", class: "tool only-narrow", "aria-label": "Channels and people", onclick: onMenu },
      icon("menu"),
    ),
    h(
      "div",
      { class: "head-words" },
      h(
        "h1",
        {},
        channelSign(channel),
        h("span", { class: "head-name", dir: "auto", title: channelName(channel) }, channelName(channel)),
        channel.archived && h("span", { class: "badge" }, "archived"),
      ),
      topic(channel),
    ),
    channel.pins.length > 0 &&
      tool("pin", `${channel.pins.length} pinned`, channel.pins.length, (event) =>
        showPins(event.currentTarget, channel),
      ),
    isChannel &&
      tool("people", `${channel.members.length} people`, channel.members.length, (event) =>
        showPeople(event.currentTarget, channel),
      ),
    isChannel &&
      channel.member &&
      !channel.archived &&
      tool("more", "Channel actions", "", (event) => showMenu(event.currentTarget, channel)),
  );
}

function tool(name, label, words, act) {
  return h(
    "button",
    {
      type: "button",
      class: "tool wide",
      "aria-label": label,
      title: label,
      "aria-haspopup": "true",
      onclick: act,
    },
    icon(name),
    words,
  );
}

function topic(channel) {
  const words = channel.topic || channel.purpose;
  return words ? h("p", { class: "topic", title: words, dir: "auto" }, withEmoji(words)) : undefined;
}

/** The bar of links under the head. */
export function bookmarks(channel) {
  if (!channel.bookmarks.length) return undefined;
  const one = (mark) =>
    isSafeLink(mark.link)
      ? link(mark.link, [mark.emoji ? emoji(mark.emoji.replaceAll(":", "")) : "🔗", " ", mark.title])
      : mark.title;
  return h("nav", { class: "bookmarks", "aria-label": "Links of this channel" }, channel.bookmarks.map(one));
}

async function showPins(anchor, channel) {
  const { messages } = await askPins(channel.id);
  const entry = (message) =>
    h(
      "div",
      { class: "pinned-entry" },
      renderMessage(message, { inThread: true }),
      h(
        "button",
        {
          type: "button",
          class: "linklike",
          onclick: () => (box.hidePopover(), goTo(channel.id, message.ts)),
        },
        "Go to it",
      ),
    );
  const box = openBox(
    anchor,
    { class: "wide-box", role: "dialog", "aria-label": "Pinned messages" },
    messages.map(entry),
  );
}

function showPeople(anchor, channel) {
  const row = (id) =>
    h(
      "div",
      { class: "person-row" },
      avatar(id, "small"),
      h("span", { class: "menu-words" }, nameOf(id), h("small", {}, state.people.get(id)?.title)),
    );
  const box = openBox(
    anchor,
    { class: "people-box", role: "dialog", "aria-label": "People in this channel" },
    channel.members.map(row),
    channel.member &&
      !channel.archived &&
      h(
        "button",
        { type: "button", class: "button", onclick: () => (box.hidePopover(), invite(channel)) },
        "Add people",
      ),
  );
}

async function invite(channel) {
  const others = [...state.people.values()].filter(
    (user) => !user.gone && !channel.members.includes(user.id),
  );
  const boxes = others.map((user) =>
    h(
      "label",
      {},
      h("input", { type: "checkbox", value: user.id }),
      avatar(user.id, "small"),
      h("span", {}, user.shown, h("small", {}, ` ${user.title || `@${user.name}`}`)),
    ),
  );
  const body = h("div", { class: "boxes people" }, boxes);
  const { closed } = openDialog({
    title: `Add people to #${channelName(channel)}`,
    body,
    buttons: [
      { label: "Cancel", value: "" },
      { label: "Add", value: "add", style: "primary" },
    ],
  });
  if ((await closed) !== "add") return;
  const users = [...body.querySelectorAll("input:checked")].map((input) => input.value);
  if (users.length) perform("invites", { channel: channel.id, users }, "Add people");
}

function showMenu(anchor, channel) {
  openMenu(
    anchor,
    [
      { label: "Change the topic", icon: icon("edit"), act: () => changeTopic(channel) },
      !channel.general && {
        label: "Leave the channel",
        icon: icon("back"),
        danger: true,
        act: () => leave(channel),
      },
    ],
    "Channel actions",
  );
}

async function changeTopic(channel) {
  const field = h("input", {
    type: "text",
    class: "field",
    value: channel.topic,
    maxlength: 250,
    "aria-label": "Topic",
  });
  const { closed } = openDialog({
    title: "Topic",
    body: field,
    buttons: [
      { label: "Cancel", value: "" },
      { label: "Save", value: "save", style: "primary" },
    ],
  });
  if ((await closed) === "save") perform("sets_topic", { channel: channel.id, text: field.value }, "Topic");
}

async function leave(channel) {
  const words =
    channel.kind === "private_channel"
      ? "It is private: somebody in it has to invite you again."
      : "You can come back whenever you like.";
  if (await sure(`Leave #${channelName(channel)}?`, words, "Leave"))
    perform("leaves", { channel: channel.id }, "Leave");
}
