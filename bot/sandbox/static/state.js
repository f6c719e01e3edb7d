// What this window knows of the workspace, as the acting person sees it, and who wants to hear of changes.

export const state = {
  me: "",
  team: { name: "", url: "" },
  people: new Map(),
  groups: new Map(),
  channels: new Map(),
  apps: [],
  marks: {},
  front: { app: "", title: "" },
  offers: {},
  pile: [],
  homes: {},
  clock: { now: 0, speed: 1, heard: 0 },
  at: { channel: "", app: "", thread: "", message: "" },
  logs: new Map(),
  threads: new Map(),
  firstNew: "",
};

const listeners = new Map();

/** Calls `listener` whenever something of this kind changed. */
export function on(kind, listener) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(listener);
}

/** Tells the listeners that something of this kind changed. */
export function changed(kind, what) {
  for (const listener of listeners.get(kind) ?? []) listener(what);
}

/** The acting person. */
export function me() {
  return state.people.get(state.me);
}

/** The channel that is shown, if any. */
export function here() {
  return state.channels.get(state.at.channel);
}

/** The app that is shown in front, if any. */
export function frontApp() {
  return state.apps.find((app) => app.id === state.front.app);
}

/** The name by which people call somebody. */
export function nameOf(userId) {
  return state.people.get(userId)?.shown ?? userId ?? "Somebody";
}

/** How a channel is called, without its sign. */
export function channelName(channel) {
  if (channel.kind === "im")
    return channel.with.length ? nameOf(channel.with[0]) : `${nameOf(state.me)} (you)`;
  if (channel.kind === "mpim") return channel.with.map(nameOf).join(", ");
  return channel.name;
}

/** The app whose direct message this channel is, if it is one. */
export function appOf(channel) {
  return channel?.kind === "im" ? state.apps.find((app) => channel.with.includes(app.user)) : undefined;
}
