// A thread beside the channel: the message it hangs on, the replies, and where to reply.

import { lookStamp } from "./channel_view.js";
import { composer } from "./composer.js";
import { fill, h, soon } from "./dom.js";
import { icon } from "./icons.js";
import { messageList } from "./list.js";
import { loadThread, ordered } from "./log.js";
import { openThread } from "./routes.js";
import { channelName, on, state } from "./state.js";

let list = null;
let shown = "";

function host() {
  return document.getElementById("thread");
}

async function show({ channel, ts, reply }) {
  const place = state.channels.get(channel);
  if (!ts || !place) {
    close();
    return;
  }
  shown = `${channel}/${ts}`;
  list = messageList({ label: "Replies", inThread: true });
  const head = h(
    "header",
    { class: "head" },
    h("div", { class: "head-words" }, h("h2", {}, "Thread"), h("p", { class: "topic" }, channelName(place))),
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": "Close the thread",
        onclick: () => openThread(channel, ""),
      },
      icon("close"),
    ),
  );
  const open = place.member && !place.archived && !place.silent;
  const writing = open ? composer({ channel, thread: ts, placeholder: "Reply" }) : undefined;
  fill(
    host(),
    head,
    h("div", { class: "list-frame" }, list.host),
    writing?.node ?? h("p", { class: "foot-note" }, "You cannot reply here."),
  );
  host().hidden = false;
  await loadThread(channel, ts);
  draw();
  if (reply) list?.show(reply);
  else list?.toEnd();
  writing?.focus();
}

function close() {
  const had = host().contains(document.activeElement);
  shown = "";
  list = null;
  host().hidden = true;
  fill(host());
  if (had) document.querySelector("#main textarea")?.focus();
}

function draw() {
  const thread = state.threads.get(shown);
  if (!list || !thread) return;
  if (thread.messages.size) list.draw(ordered(thread), { stamp: lookStamp() });
  else openThread("", "");
}

const redraw = soon(draw);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shown && host().contains(event.target) && !event.defaultPrevented)
    openThread("", "");
});
on("thread", show);
on("log", (channel) => shown.startsWith(`${channel}/`) && redraw());
on("redraw", redraw);
