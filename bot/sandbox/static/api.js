// Speaks with the workspace: asks, acts, and hears what is new.

import { state } from "./state.js";

/** An answer that says no; `message` is a sentence for the person. */
export class Refused extends Error {
  constructor(words, code, status) {
    super(words);
    this.code = code;
    this.status = status;
  }
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch {
    throw new Refused(
      "The simulated workspace does not answer. Is the program still running?",
      "unreachable",
      0,
    );
  }
  const text = await response.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    answer = { words: text };
  }
  if (!response.ok)
    throw new Refused(
      answer.words || `The workspace answered ${response.status}.`,
      answer.error,
      response.status,
    );
  return answer;
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
}

function as(person) {
  return `as=${encodeURIComponent(person ?? state.me)}`;
}

/** Everybody one can act as. */
export const askPeople = async () => (await call("/page/start")).people;

/** Everything a window needs before it shows a channel. */
export const askStart = (person) => call(`/page/start?${as(person)}`);

/** A piece of a channel: the last messages, those `before` or `after` a stamp, or those `around` one. */
export function askMessages(channel, where = {}) {
  return call(`/page/channels/${channel}/messages?${new URLSearchParams({ as: state.me, ...where })}`);
}

/** A message with all its replies. */
export const askThread = (channel, ts) => call(`/page/channels/${channel}/threads/${ts}?${as()}`);

/** Messages that hold some words, the newest first. */
export const askSearch = (words) => call(`/page/search?${new URLSearchParams({ as: state.me, words })}`);

/** What is pinned in a channel. */
export const askPins = (channel) => call(`/page/channels/${channel}/pins?${as()}`);

/** The address of a file's bytes. */
export const fileAddress = (file) => `/page/files/${file}?${as()}`;

/** One act of the acting person, such as `says`. */
export const act = (name, sent) => post(`/page/do/${name}?${as()}`, sent);

/** Moves time: `{minutes}`, `{to: "next"}` or `{speed}`. */
export const moveTime = (how) => post("/page/time", how);

/** Plays a prepared example up to a point. */
export const playExample = (name, point) => post(`/page/examples/${encodeURIComponent(name)}`, { point });

/** Begins a step of the guided tour, or does it for whoever takes it. */
export const tourStep = (number, what) => post(`/page/tour/${number}/${what}`);

/** Throws everything away and begins anew. */
export const beginAnew = () => post("/page/reset");

let source = null;

/** Hears what is new for a person, instead of for whoever it was before. */
export function hearNews(person, { onPieces, onOpen, onLost }) {
  source?.close();
  const mine = new EventSource(`/page/news?${as(person)}`);
  source = mine;
  mine.onopen = onOpen;
  mine.onmessage = (event) => onPieces(JSON.parse(event.data));
  mine.onerror = () => {
    onLost();
    // After an answer that is no stream the browser gives up; we do not.
    if (mine.readyState === EventSource.CLOSED && source === mine)
      setTimeout(() => source === mine && hearNews(person, { onPieces, onOpen, onLost }), 1500);
  };
}
