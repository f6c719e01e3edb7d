// One message: who, when, what, and what can be done with it.

import { messagePlace, perform } from "./acts.js";
import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { h, isSafeLink } from "./dom.js";
import { shortDate, time } from "./dates.js";
import { fileCard } from "./files.js";
import { icon } from "./icons.js";
import { editor } from "./message_editor.js";
import { editing } from "./message_menu.js";
import { reactions, threadSummary, toolbar } from "./message_tools.js";
import { link, mrkdwn } from "./mrkdwn.js";
import { openThread } from "./routes.js";
import { nameOf, state } from "./state.js";

const LINES = new Set([
  "channel_join",
  "channel_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
  "pinned_item",
]);

/** Whether the workspace itself wrote it, as a line between messages. */
export function isLine(message) {
  return LINES.has(message.subtype);
}

/** Who is shown as the author. */
export function authorOf(message) {
  return message.username || nameOf(message.user ?? message.bot_profile?.user_id);
}

/** A line of the workspace's own; several comings and goings in a row are one. */
export function renderLine(messages) {
  const [first] = messages;
  const at = h("time", { class: "quiet" }, time(Number(first.ts)));
  if (first.subtype === "channel_join" || first.subtype === "channel_leave") {
    const names = [...new Set(messages.map((message) => nameOf(message.user)))];
    const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names;
    const words = shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : shown[0];
    return h(
      "div",
      { class: "line", dataset: { ts: first.ts } },
      at,
      h("span", {}, `${words} ${first.subtype === "channel_join" ? "joined" : "left"}`),
    );
  }
  const alone = first.text.startsWith("<@") ? [] : [h("strong", {}, nameOf(first.user)), " "];
  return h("div", { class: "line", dataset: { ts: first.ts } }, at, h("span", {}, alone, mrkdwn(first.text)));
}

/** A message; one that `follows` another of the same author shows no face and name. */
export function renderMessage(message, { follows = false, inThread = false } = {}) {
  const buried = message.subtype === "tombstone";
  const mine = message.user === state.me;
  const classes = [
    "message",
    follows && "follows",
    message.only && "whisper",
    message.pinned && "pinned",
    mine && "mine",
  ]
    .filter(Boolean)
    .join(" ");
  return h(
    "article",
    {
      class: classes,
      tabindex: "-1",
      dataset: { ts: message.ts },
      "aria-label": `${authorOf(message)}, ${time(Number(message.ts))}`,
    },
    h(
      "div",
      { class: "gutter" },
      follows ? h("time", { class: "aside" }, time(Number(message.ts))) : avatar(message.user),
    ),
    h(
      "div",
      { class: "content" },
      flags(message),
      !follows && byline(message),
      buried
        ? h("div", { class: "quiet" }, "This message was deleted.")
        : editing(message)
          ? editor(message)
          : body(message),
      reactions(message),
      !inThread && threadSummary(message),
    ),
    !buried && !message.only && toolbar(message, inThread),
  );
}

function flags(message) {
  if (message.only) {
    const dismiss = h(
      "button",
      {
        type: "button",
        class: "linklike",
        onclick: () => perform("dismisses", { channel: message.channel, ts: message.ts }),
      },
      "Dismiss",
    );
    return h("div", { class: "flag" }, "👁 Only visible to you · ", dismiss);
  }
  if (message.pinned) return h("div", { class: "flag" }, icon("pin"), " Pinned");
  if (message.subtype === "thread_broadcast") {
    return h(
      "div",
      { class: "flag" },
      h(
        "button",
        { type: "button", class: "linklike", onclick: () => openThread(message.channel, message.thread_ts) },
        "replied in a thread",
      ),
    );
  }
  return undefined;
}

function byline(message) {
  const user = state.people.get(message.user);
  return h(
    "div",
    { class: "by" },
    h("strong", { dir: "auto" }, authorOf(message)),
    message.bot_id && h("span", { class: "badge" }, "app"),
    user?.guest && h("span", { class: "badge" }, "guest"),
    h(
      "time",
      {
        datetime: new Date(Number(message.ts) * 1000).toISOString(),
        title: `${shortDate(Number(message.ts))} ${time(Number(message.ts))}`,
      },
      time(Number(message.ts)),
    ),
  );
}

function body(message) {
  const place = messagePlace(message);
  const edited =
    message.edited && !message.bot_id ? h("span", { class: "quiet edited" }, "(edited)") : undefined;
  const blocks = message.blocks?.length
    ? renderBlocks(message.blocks, place)
    : message.text
      ? [h("div", { class: "text", dir: "auto" }, mrkdwn(message.text))]
      : [];
  return h(
    "div",
    { class: "body" },
    blocks,
    edited,
    (message.attachments ?? []).map((attachment) => renderAttachment(attachment, place)),
    message.files?.length ? h("div", { class: "files" }, message.files.map(fileCard)) : undefined,
  );
}

function renderAttachment(attachment, place) {
  const words = attachment.blocks
    ? renderBlocks(attachment.blocks, place)
    : [
        attachment.pretext && h("div", { class: "text" }, mrkdwn(attachment.pretext)),
        attachment.title &&
          h(
            "div",
            {},
            h(
              "strong",
              {},
              isSafeLink(attachment.title_link ?? "")
                ? link(attachment.title_link, attachment.title)
                : attachment.title,
            ),
          ),
        (attachment.text || attachment.fallback) &&
          h("div", { class: "text" }, mrkdwn(attachment.text || attachment.fallback)),
      ];
  const node = h("div", { class: "attachment" }, words);
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? ""))
    node.style.borderInlineStartColor = `#${attachment.color.replace("#", "")}`;
  return node;
}
