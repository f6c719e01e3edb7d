// A list of messages that is kept in step: grouped, divided by days, scrolled to its end while one is there.

import { arrange, h } from "./dom.js";
import { dayHeading, dayOf } from "./dates.js";
import { isLine, renderLine, renderMessage } from "./message.js";
import { editing } from "./message_menu.js";

const TOGETHER = 300; // seconds within which messages of one author stand together
const TOGETHER_OF_APP = 30; // an app's messages are rarely one thought
const NEAR_END = 60; // pixels

/** Makes a list; `draw(messages, firstNew)` brings it up to date. */
export function messageList({ label, inThread = false, onEnd }) {
  let cache = new Map();
  let epoch = "";
  const inner = h("div", { class: "messages" });
  const host = h(
    "div",
    {
      class: "scroller",
      tabindex: "0",
      role: "group",
      "aria-label": label,
      onkeydown: walk,
      onscroll: scrolled,
    },
    inner,
  );
  let atEnd = true;
  // Whoever reads the end goes on reading it when there is less room, or a picture took some.
  const room = new ResizeObserver(() => atEnd && toEnd());
  room.observe(host);
  room.observe(inner);
  return { host, draw, toEnd, isAtEnd, show };

  function isAtEnd() {
    return host.scrollHeight - host.scrollTop - host.clientHeight < NEAR_END;
  }

  function scrolled() {
    atEnd = isAtEnd();
    if (atEnd) onEnd?.();
  }

  function toEnd() {
    atEnd = true;
    host.scrollTop = host.scrollHeight;
  }

  /** Brings the list up to date; `stamp` names everything that messages look different by. */
  function draw(messages, { firstNew = "", stamp = "", stay = false, top } = {}) {
    const stick = atEnd && !stay;
    const hold = stay ? held() : () => {};
    const focused = rememberFocus();
    if (stamp !== epoch) cache = new Map();
    epoch = stamp;
    const next = new Map();
    const nodes = top ? [top] : [];
    for (const item of grouped(messages, firstNew)) nodes.push(nodeFor(item, next));
    cache = next;
    arrange(inner, nodes);
    if (stick) toEnd();
    else hold();
    focused();
  }

  /** What is being read stays where it is, whatever comes or goes above it. */
  function held() {
    const edge = host.getBoundingClientRect().top;
    const read = [...inner.children].find((node) => node.dataset.ts && node.getBoundingClientRect().bottom > edge);
    const { ts } = read?.dataset ?? {};
    const before = read?.getBoundingClientRect().top;
    return () => {
      const node = ts && inner.querySelector(`[data-ts="${ts}"]`);
      if (node) host.scrollTop += node.getBoundingClientRect().top - before;
      atEnd = false;
    };
  }

  function nodeFor(item, next) {
    const known = cache.get(item.key);
    const same =
      known &&
      known.parts.length === item.parts.length &&
      known.parts.every((part, at) => part === item.parts[at]) &&
      !item.volatile;
    const node = same ? known.node : item.make();
    next.set(item.key, { node, parts: item.volatile ? [] : item.parts });
    return node;
  }

  function* grouped(messages, firstNew) {
    let last = null;
    let day = "";
    for (let at = 0; at < messages.length; at += 1) {
      const message = messages[at];
      const itsDay = dayOf(Number(message.ts));
      if (itsDay !== day && !inThread) yield divider(itsDay, Number(message.ts));
      if (itsDay !== day) last = null;
      day = itsDay;
      if (message.ts === firstNew) {
        yield {
          key: "new",
          parts: [firstNew],
          make: () => h("div", { class: "divider new", role: "separator" }, h("span", {}, "New")),
        };
        last = null;
      }
      if (isLine(message)) {
        const run = [message];
        while (alike(message, messages[at + 1]) && messages[at + 1].ts !== firstNew)
          run.push(messages[(at += 1)]);
        yield { key: `line ${message.ts}`, parts: run, make: () => renderLine(run) };
        last = null;
        continue;
      }
      const follows = last !== null && together(last, message);
      const isEdited = editing(message);
      yield {
        key: message.ts,
        parts: [message, follows, isEdited],
        make: () => renderMessage(message, { follows, inThread }),
      };
      // A thread's first message stands for itself, also when its author replies at once.
      last = inThread && at === 0 ? null : message;
    }
  }

  function divider(day, at) {
    return {
      key: `day ${day}`,
      parts: [dayHeading(at)],
      make: () => h("div", { class: "divider", role: "separator" }, h("span", {}, dayHeading(at))),
    };
  }

  /** What had the focus has it again once everything is redrawn. */
  function rememberFocus() {
    const focused = document.activeElement;
    const message = focused?.closest?.("[data-ts]");
    if (!message || !inner.contains(message)) return () => {};
    const action = focused.dataset.action;
    return () => {
      if (focused.isConnected) return;
      const again = inner.querySelector(`[data-ts="${message.dataset.ts}"]`);
      const control = action && again && sameControl(again, action);
      // First the message: its tools are only there while something in it has the focus.
      again?.focus({ preventScroll: true });
      control?.focus({ preventScroll: true });
    };
  }

  /** Brings a message into sight and marks it for a moment. */
  function show(ts) {
    const node = inner.querySelector(`[data-ts="${ts}"]`);
    if (!node) return;
    atEnd = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("shown");
    setTimeout(() => node.classList.remove("shown"), 2500);
  }

  /** The arrow keys go from message to message. */
  function walk(event) {
    if (event.target !== host && !event.target.matches(".message")) return;
    const rows = [...inner.querySelectorAll(".message")];
    const at = rows.indexOf(document.activeElement);
    const step = { ArrowUp: at < 0 ? rows.length - 1 : at - 1, ArrowDown: at < 0 ? rows.length - 1 : at + 1 }[
      event.key
    ];
    if (step === undefined || !rows[step]) return;
    event.preventDefault();
    rows[step].focus();
    rows[step].scrollIntoView({ block: "nearest" });
  }
}

/** The control that was used before its message was changed; an app's change gives blocks new ids. */
function sameControl(message, action) {
  const controls = [...message.querySelectorAll("[data-action]")];
  const itself = action.slice(action.indexOf("/") + 1);
  return (
    controls.find((each) => each.dataset.action === action) ??
    controls.find((each) => each.dataset.action.endsWith(`/${itself}`))
  );
}

function alike(message, next) {
  const comings = ["channel_join", "channel_leave"];
  return (
    next &&
    next.subtype === message.subtype &&
    comings.includes(message.subtype) &&
    dayOf(Number(next.ts)) === dayOf(Number(message.ts))
  );
}

/** Whether an app said it in one go, without anything to press or choose. */
function isBrief(message) {
  return (message.blocks ?? []).length < 2 && !message.attachments?.length;
}

function together(last, message) {
  const sameAuthor =
    last.user === message.user && last.username === message.username && last.bot_id === message.bot_id;
  const brief = !message.bot_id || (isBrief(last) && isBrief(message));
  const quiet = brief && !message.only && !last.only && !message.pinned && message.subtype !== "thread_broadcast";
  const apart = Number(message.ts) - Number(last.ts);
  return sameAuthor && quiet && apart < (message.bot_id ? TOGETHER_OF_APP : TOGETHER);
}
