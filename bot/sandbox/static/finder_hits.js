// A message that was found: who said it where, and the words around what was looked for.

import { avatar } from "./avatar.js";
import { shortDate, time } from "./dates.js";
import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { authorOf } from "./message.js";
import { goTo } from "./routes.js";
import { channelName, state } from "./state.js";

/** A row of the finder. */
export function hitRow(message, typed) {
  const channel = state.channels.get(message.channel);
  const at = Number(message.ts);
  const place = channel && (channel.name ? `#${channelName(channel)}` : channelName(channel));
  const node = [
    avatar(message.user, "small"),
    h(
      "span",
      { class: "hit" },
      h(
        "span",
        { class: "hit-by" },
        h("strong", { dir: "auto" }, authorOf(message)),
        h("span", { class: "quiet", dir: "auto" }, `${place ?? "a channel"} · ${shortDate(at)} ${time(at)}`),
      ),
      h("span", { class: "hit-words", dir: "auto" }, marked(message.excerpt, wordsOf(typed))),
    ),
  ];
  const inThread = message.thread_ts && message.thread_ts !== message.ts;
  const go = inThread
    ? () => goTo(message.channel, message.thread_ts, message.ts)
    : () => goTo(message.channel, message.ts);
  return { node, go };
}

function wordsOf(typed) {
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word && !/^(from|in):/.test(word));
}

/** A text in which the words looked for are marked. */
export function marked(text, words) {
  if (!words.length) return [withEmoji(text)];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const pieces = text.split(new RegExp(`(${escaped.join("|")})`, "giu"));
  return pieces.map((piece, at) => (at % 2 ? h("mark", {}, piece) : withEmoji(piece)));
}
