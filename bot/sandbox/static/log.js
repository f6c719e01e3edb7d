// The messages this window has of each channel: pieces from the end backwards, kept up to date by the news.

import { askMessages, askThread } from "./api.js";
import { state } from "./state.js";

const MOST = 180; // messages of one channel that a window has at a time
const SPARE = 60;

const underway = new Set(); // pieces that are on their way, with what the news said meanwhile

function make({ messages, earlier, later }) {
  return {
    messages: new Map(messages.map((message) => [message.ts, message])),
    earlier,
    later,
    loading: false,
  };
}

/** Asks for a piece of a channel; the news that come before the piece go over it, or they would be lost. */
async function ask(channel, asking) {
  const request = { channel, news: [] };
  underway.add(request);
  try {
    return { piece: make(await asking), news: request.news };
  } finally {
    underway.delete(request);
  }
}

function tell(channel, take) {
  for (const request of underway) if (request.channel === channel) request.news.push(take);
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
  const logs = state.logs;
  const { piece, news } = await ask(channel, askMessages(channel, around ? { around } : {}));
  logs.set(channel, piece);
  for (const take of news) take({ log: piece });
  return piece;
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
    const { piece, news } = await ask(channel, askMessages(channel, where(ordered(log))));
    for (const [ts, message] of piece.messages) log.messages.set(ts, message);
    log[side] = piece[side];
    for (const take of news) take({ log });
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
  const { piece, news } = await ask(channel, askThread(channel, ts));
  state.threads.set(key, piece);
  for (const take of news) take({ thread: piece, ts });
  return piece;
}

/** Takes in a new or changed message; whether it is one that was not there before. */
export function heard(message) {
  const { channel } = message;
  const into = ({ log, thread, ts }) => [takeIn(log, message), takeReply(thread, ts, message)].some(Boolean);
  tell(channel, into);
  const ts = headOf(message);
  return into({ log: state.logs.get(channel), thread: state.threads.get(`${channel}/${ts}`), ts });
}

function headOf(message) {
  return message.thread_ts || message.ts;
}

function takeIn(log, message) {
  const inChannel = headOf(message) === message.ts || message.subtype === "thread_broadcast";
  if (!log || !inChannel) return false;
  const isNew = !log.messages.has(message.ts);
  const outside =
    isNew && (log.later || (log.earlier && Number(message.ts) < Number(ordered(log)[0]?.ts ?? 0)));
  if (!outside) log.messages.set(message.ts, message);
  return isNew;
}

function takeReply(thread, ts, message) {
  if (!thread || headOf(message) !== ts) return false;
  const isNew = !thread.messages.has(message.ts);
  thread.messages.set(message.ts, message);
  return isNew;
}

/** Takes out a message. */
export function gone(channel, ts) {
  tell(channel, ({ log, thread }) => (log ?? thread).messages.delete(ts));
  state.logs.get(channel)?.messages.delete(ts);
  for (const [key, thread] of state.threads) if (key.startsWith(`${channel}/`)) thread.messages.delete(ts);
}
