// The messages this window has of each channel: pieces from the end backwards, kept up to date by the news.

import { askMessages, askThread } from "./api.js";
import { state } from "./state.js";

function make({ messages, earlier, later }) {
  return {
    messages: new Map(messages.map((message) => [message.ts, message])),
    earlier,
    later,
    loading: false,
  };
}

/** The messages of a channel, in order. */
export function ordered(log) {
  return [...log.messages.values()].sort((one, other) => Number(one.ts) - Number(other.ts));
}

/** Loads the end of a channel, or the piece around a message, unless it is there. */
export async function load(channel, around = "") {
  const known = state.logs.get(channel);
  if (known && !around && !known.later) return known;
  if (known && around && known.messages.has(around)) return known;
  const log = make(await askMessages(channel, around ? { around } : {}));
  state.logs.set(channel, log);
  return log;
}

/** Loads what came before. */
export async function loadEarlier(channel) {
  const log = state.logs.get(channel);
  if (!log || log.loading || !log.earlier) return;
  log.loading = true;
  try {
    const piece = await askMessages(channel, { before: ordered(log)[0].ts });
    for (const message of piece.messages) log.messages.set(message.ts, message);
    log.earlier = piece.earlier;
  } finally {
    log.loading = false;
  }
}

/** Loads a thread. */
export async function loadThread(channel, ts) {
  const key = `${channel}/${ts}`;
  state.threads.set(key, make(await askThread(channel, ts)));
  return state.threads.get(key);
}

/** Takes in a new or changed message; whether it is one that was not there before. */
export function heard(message) {
  const log = state.logs.get(message.channel);
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  const inChannel = !isReply || message.subtype === "thread_broadcast";
  let isNew = false;
  if (log && inChannel) {
    isNew = !log.messages.has(message.ts);
    const outside =
      isNew && (log.later || (log.earlier && Number(message.ts) < Number(ordered(log)[0]?.ts ?? 0)));
    if (!outside) log.messages.set(message.ts, message);
  }
  const thread = state.threads.get(`${message.channel}/${isReply ? message.thread_ts : message.ts}`);
  if (thread) {
    isNew ||= !thread.messages.has(message.ts);
    thread.messages.set(message.ts, message);
  }
  return isNew;
}

/** Takes out a message. */
export function gone(channel, ts) {
  state.logs.get(channel)?.messages.delete(ts);
  for (const [key, thread] of state.threads) if (key.startsWith(`${channel}/`)) thread.messages.delete(ts);
}
