// The messages this window has of each channel: pieces from the end backwards, kept up to date by the news.

import { askMessages, askThread } from "./api.js";
import { state } from "./state.js";

const MOST = 180; // messages of one channel that a window has at a time
const SPARE = 60;

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

/** Loads what came before, and lets go of the newest where it becomes too much. */
export function loadEarlier(channel) {
  return more(channel, "earlier", (known) => ({ before: known[0].ts }));
}

/** Loads what came after, and lets go of the oldest. */
export function loadLater(channel) {
  return more(channel, "later", (known) => ({ after: known.at(-1).ts }));
}

async function more(channel, side, where) {
  const log = state.logs.get(channel);
  if (!log || log.loading || !log[side]) return false;
  log.loading = true;
  try {
    const piece = await askMessages(channel, where(ordered(log)));
    for (const message of piece.messages) log.messages.set(message.ts, message);
    log[side] = piece[side];
    if (side === "earlier") letGo(log, "later", ordered(log).slice(MOST));
    else letGo(log, "earlier", ordered(log).slice(0, -MOST));
  } finally {
    log.loading = false;
  }
  return true;
}

function letGo(log, side, messages) {
  for (const { ts } of messages) log.messages.delete(ts);
  log[side] ||= messages.length > 0;
}

/** Lets go of the oldest, once much was added to what is read at its end. */
export function trim(log) {
  if (log.messages.size > MOST + SPARE) letGo(log, "earlier", ordered(log).slice(0, -MOST));
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
