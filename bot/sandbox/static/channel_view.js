// A channel as a whole: head, links, messages, composer; and what has been read of it.

import { perform } from "./acts.js";
import { bookmarks, channelHead } from "./channel_head.js";
import { composerOf, footKind, footNote } from "./channel_foot.js";
import { fill, h, soon } from "./dom.js";
import { dayOf, now } from "./dates.js";
import { icon } from "./icons.js";
import { messageList } from "./list.js";
import { load, loadEarlier, loadLater, ordered, trim } from "./log.js";
import { isLine } from "./message.js";
import { startEditing } from "./message_menu.js";
import { goTo } from "./routes.js";
import { channelName, here, on, state } from "./state.js";
import { isFresh, welcome } from "./welcome.js";

const NEAR = 400; // pixels
let list = null;
let writing = null;
let shown = "";
const parts = {};

/** Everything messages look different by, besides themselves. */
export function lookStamp() {
  return `${state.me} ${dayOf(now())} ${state.epoch ?? 0}`;
}

/** Builds the view of a channel in `host`; `extra` stands over it, such as an app's tabs. */
export async function showChannel(host, channel, { onMenu, extra, message = "", focus = true } = {}) {
  shown = channel.id;
  list = messageList({ label: `Messages in ${channelName(channel)}`, onEnd: markRead });
  list.host.addEventListener("scroll", nearAnEnd);
  Object.assign(parts, { head: h("div"), bar: h("div"), foot: h("div"), footKind: "", onMenu, extra, focus });
  const jump = h(
    "button",
    { type: "button", class: "jump", hidden: true, onclick: latest },
    icon("down"),
    "Newest messages",
  );
  parts.jump = jump;
  list.host.addEventListener("scroll", () => (jump.hidden = list.isAtEnd() && !state.logs.get(shown)?.later));
  fill(
    host,
    parts.head,
    parts.extra,
    parts.bar,
    h("div", { class: "list-frame" }, list.host, jump),
    parts.foot,
  );
  drawFrame();
  const log = await load(channel.id, message);
  if (shown !== channel.id) return;
  state.firstNew = firstNew(channel, log);
  drawList();
  if (message) list.show(message);
  else list.toEnd();
  markRead();
  if (focus) (writing ?? list.host).focus();
}

/** Puts words where one writes, for whoever wants to send them. */
export function writeDown(text) {
  writing?.write(text);
}

/** Nothing of a channel is shown any more. */
export function hideChannel() {
  shown = "";
  list = null;
}

function firstNew(channel, log) {
  if (!channel.unread) return "";
  const found = ordered(log).find(
    (message) =>
      Number(message.ts) > Number(channel.read || 0) &&
      message.user !== state.me &&
      !message.only &&
      !isLine(message),
  );
  return found?.ts ?? "";
}

function drawFrame() {
  const channel = state.channels.get(shown);
  if (!channel) return;
  const made = channelHead(channel, parts);
  const focusLabel = parts.head.contains(document.activeElement)
    ? document.activeElement.getAttribute("aria-label")
    : null;
  fill(parts.head, made);
  if (focusLabel) parts.head.querySelector(`[aria-label="${CSS.escape(focusLabel)}"]`)?.focus();
  fill(parts.bar, bookmarks(channel));
  const kind = footKind(channel);
  if (parts.footKind === `${state.me} ${shown} ${kind}`) return;
  parts.footKind = `${state.me} ${shown} ${kind}`;
  const had = parts.foot.contains(document.activeElement);
  writing = kind === "open" ? composerOf(channel, editLast, latest) : null;
  fill(parts.foot, writing?.node ?? footNote(channel, kind));
  // Whoever was let in meanwhile goes on where one writes.
  const idle = [document.body, list?.host].includes(document.activeElement);
  if (parts.focus && (had || idle)) writing?.focus();
}

function drawList(how = {}) {
  const log = state.logs.get(shown);
  if (!list || !log) return;
  if (!how.stay && list.isAtEnd()) trim(log);
  const top = log.earlier ? undefined : beginning();
  list.draw(ordered(log), { firstNew: state.firstNew, stamp: lookStamp(), top, ...how });
}

function beginning() {
  const channel = state.channels.get(shown);
  if (!channel) return undefined;
  const fresh = isFresh() && !["im", "mpim"].includes(channel.kind);
  const key = `${shown} ${channel.purpose} ${fresh}`;
  if (parts.beginningKey !== key) {
    parts.beginningKey = key;
    const words =
      channel.kind === "im"
        ? `This is between you and ${channelName(channel)}.`
        : `This is the beginning of #${channelName(channel)}. ${channel.purpose}`;
    parts.beginning = h("div", {}, fresh && welcome(), h("p", { class: "beginning" }, words));
  }
  return parts.beginning;
}

/** Who scrolls towards what is not here yet gets it before they are there. */
async function nearAnEnd() {
  const before = list;
  const { scrollTop, scrollHeight, clientHeight } = list.host;
  const came =
    scrollTop < NEAR
      ? await loadEarlier(shown)
      : scrollHeight - scrollTop - clientHeight < NEAR && (await loadLater(shown));
  if (came && before === list) drawList({ stay: true });
}

function latest() {
  if (!state.logs.get(shown)?.later) {
    list.toEnd();
    return;
  }
  state.logs.delete(shown);
  goTo(shown);
}

/** What is in sight to its end has been read. */
function markRead() {
  const channel = here();
  const log = state.logs.get(shown);
  if (!channel?.member || !log || log.later || document.visibilityState !== "visible" || !list?.isAtEnd())
    return;
  const last = ordered(log)
    .filter((message) => !message.only)
    .at(-1);
  if (last && Number(last.ts) > Number(channel.read || 0)) {
    channel.read = last.ts;
    perform("reads", { channel: channel.id, ts: last.ts });
  }
}

function editLast(event) {
  const mine = ordered(state.logs.get(shown))
    .filter((message) => message.user === state.me && !message.only && !message.subtype)
    .at(-1);
  if (!mine) return;
  event.preventDefault();
  startEditing(mine);
}

const redraw = soon(() => {
  if (!shown) return;
  drawFrame();
  drawList();
  markRead();
});

on("log", (channel) => channel === shown && redraw());
on("channel", (channel) => channel === shown && redraw());
on("redraw", redraw);
on("tour", redraw);
document.addEventListener("visibilitychange", markRead);
