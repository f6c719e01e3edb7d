// Under and beside a message: reactions, its thread, and what one click does with it.

import { perform } from "./acts.js";
import { avatar } from "./avatar.js";
import { ago } from "./dates.js";
import { h } from "./dom.js";
import { emoji, QUICK } from "./emoji.js";
import { icon } from "./icons.js";
import { messageMenu, reactionMenu } from "./message_menu.js";
import { openThread } from "./routes.js";
import { nameOf, state } from "./state.js";

function react(message, name) {
  perform("reacts", { channel: message.channel, ts: message.ts, emoji: name }, "React");
}

/** The reactions under a message. */
export function reactions(message) {
  if (!message.reactions?.length) return undefined;
  return h(
    "div",
    { class: "reactions" },
    message.reactions.map(({ name, users }) =>
      h(
        "button",
        {
          type: "button",
          class: "reaction",
          "aria-pressed": users.includes(state.me) ? "true" : "false",
          "aria-label": `${emoji(name)} ${users.length}, ${name} by ${users.map(nameOf).join(", ")}`,
          title: `${users.map(nameOf).join(", ")} :${name}:`,
          dataset: { action: `reaction/${name}` },
          onclick: () => react(message, name),
        },
        h("span", {}, emoji(name)),
        h("span", {}, users.length),
      ),
    ),
  );
}

/** How many replies hang below a message. */
export function threadSummary(message) {
  if (!message.reply_count) return undefined;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h(
    "button",
    {
      type: "button",
      class: "thread-summary",
      dataset: { action: "thread" },
      onclick: () => openThread(message.channel, message.ts),
    },
    message.reply_users.slice(0, 4).map((user) => avatar(user, "tiny")),
    h("span", {}, words),
    h("span", { class: "quiet" }, `last ${ago(Number(message.latest_reply))}`),
  );
}

/** What one click does with a message. */
export function toolbar(message, inThread) {
  const tool = (label, content, act, name) =>
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": label,
        title: label,
        dataset: { action: `tool/${name}` },
        onclick: act,
      },
      content,
    );
  return h(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    QUICK.map((name) => tool(`React with ${name}`, emoji(name), () => react(message, name), name)),
    tool(
      "Another reaction",
      icon("smile"),
      (event) => reactionMenu(event.currentTarget, (name) => react(message, name)),
      "react",
    ),
    !inThread &&
      tool(
        "Reply in a thread",
        icon("thread"),
        () => openThread(message.channel, message.thread_ts ?? message.ts),
        "reply",
      ),
    tool("More actions", icon("more"), (event) => messageMenu(event.currentTarget, message), "more"),
  );
}
