// Under a channel's messages: where one writes, or why one cannot.

import { perform } from "./acts.js";
import { composer } from "./composer.js";
import { h } from "./dom.js";
import { channelName } from "./state.js";

/** Whether one may write there: `open`, or why not. */
export function footKind(channel) {
  if (channel.archived) return "archived";
  if (channel.silent) return "silent";
  return channel.member ? "open" : "outside";
}

/** What stands there instead of a composer. */
export function footNote(channel, kind) {
  if (kind === "archived")
    return h("p", { class: "foot-note" }, "This channel is archived. What was said in it can still be read.");
  if (kind === "silent")
    return h(
      "p",
      { class: "foot-note" },
      "The app writes to you here. It does not read answers in this place.",
    );
  return h(
    "p",
    { class: "foot-note" },
    `You are looking at #${channelName(channel)} from outside. `,
    h(
      "button",
      {
        type: "button",
        class: "button primary",
        onclick: () => perform("joins", { channel: channel.id }, "Join"),
      },
      "Join the channel",
    ),
  );
}

/** The composer of a channel; `onUp` is called for an arrow up in an empty one, `onSend` with what is sent. */
export function composerOf(channel, onUp, onSend) {
  const name =
    channel.kind === "im" || channel.kind === "mpim" ? channelName(channel) : `#${channelName(channel)}`;
  const short = name.length > 24 ? `${name.slice(0, 23)}…` : name;
  return composer({
    channel: channel.id,
    label: `Message ${name}`,
    placeholder: `Message ${short}, or /`,
    onUp,
    onSend,
  });
}
