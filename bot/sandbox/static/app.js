// Begins: reads the address, loads the workspace as one person sees it, and keeps the window in step.

import { askPeople, askStart, hearNews } from "./api.js";
import { hideChannel, showChannel } from "./channel_view.js";
import { fill, h } from "./dom.js";
import { appTabs, hideHome, showHome } from "./home_view.js";
import { gone, heard } from "./log.js";
import { authorOf } from "./message.js";
import "./modal.js";
import "./rail.js";
import { readRoute, openThread, goTo } from "./routes.js";
import { toggleSidebar } from "./sidebar.js";
import { appOf, changed, channelName, here, me, on, state } from "./state.js";
import "./thread_view.js";
import "./tour.js";
import { toast } from "./toasts.js";
import { setClock } from "./topbar.js";

const main = document.getElementById("main");
let everybody = [];

// whose window this is ------------------------------------------------------------------------------------

let held = null; // news that came while everything was asked anew

/** Loads the workspace as this person sees it; false when somebody else was asked for meanwhile. */
async function begin(userId) {
  const news = (held = []);
  // The news first: what changes while the rest is on its way is told too, and goes over it.
  if (state.me !== userId) await listen(userId);
  const start = await askStart(userId).catch((problem) => {
    if (held === news) held = null;
    throw problem;
  });
  if (held !== news) return false;
  Object.assign(state, {
    me: start.me,
    team: start.team,
    people: byId(start.people),
    groups: byId(start.groups),
    channels: byId(start.channels),
    marks: start.marks,
    apps: start.apps,
    front: start.front,
    offers: start.offers,
    pile: start.pile,
    homes: start.homes,
    logs: new Map(),
  });
  setClock(start.clock);
  changed("start");
  changed("views");
  held = null;
  news.forEach(take);
  return true;
}

function byId(things) {
  return new Map(things.map((thing) => [thing.id, thing]));
}

/** Hears the news of this person from now on; done once they come, or cannot come yet. */
function listen(userId) {
  let lost = false;
  return new Promise((done) =>
    hearNews(userId, {
      onPieces: (pieces) => pieces.forEach(take),
      onOpen: async () => {
        trouble("");
        done();
        if (lost) await again(userId);
        lost = false;
      },
      onLost: () => {
        lost = true;
        done();
        trouble("The simulated workspace does not answer. Trying to reach it again…");
      },
    }),
  );
}

function trouble(words) {
  fill(document.getElementById("trouble"), words);
}

/** Everything anew, after a while without news. */
async function again(userId) {
  if (!(await begin(userId))) return;
  state.at.shown = "";
  if (!state.channels.has(state.at.channel) && !state.at.app) goTo(defaultChannel());
  await follow();
}

// what is new ---------------------------------------------------------------------------------------------

const TAKERS = {
  message({ message }) {
    const isNew = heard(message);
    changed("log", message.channel);
    if (isNew && message.user !== state.me && (message.channel === state.at.channel || message.only))
      announce(message);
  },
  gone({ channel, ts }) {
    gone(channel, ts);
    changed("log", channel);
  },
  channel({ channel }) {
    const known = state.channels.get(channel.id);
    if (known && Number(known.read) > Number(channel.read)) channel.read = known.read;
    state.channels.set(channel.id, channel);
    if (!known || known.name !== channel.name) redrawNames();
    changed("channel", channel.id);
    drawTitle();
  },
  channel_gone({ channel }) {
    state.channels.delete(channel);
    changed("channels");
    if (state.at.channel === channel) goTo(defaultChannel());
  },
  views({ pile, homes }) {
    Object.assign(state, { pile, homes });
    changed("views");
  },
  marks({ marks }) {
    state.marks = marks;
    changed("marks");
  },
  people({ people, groups }) {
    Object.assign(state, { people: byId(people), groups: byId(groups) });
    changed("people");
    redrawNames();
  },
  clock: (clock) => setClock(clock),
};

function take(piece) {
  if (held) held.push(piece);
  else TAKERS[piece.kind]?.(piece);
}

function redrawNames() {
  state.epoch = (state.epoch ?? 0) + 1;
  changed("redraw");
}

function announce(message) {
  const words = `${authorOf(message)}${message.only ? ", to you alone" : ""}: ${message.words}`;
  const announcer = document.getElementById("announcer");
  announcer.append(h("p", {}, words));
  while (announcer.childNodes.length > 5) announcer.firstChild.remove();
}

// where it stands -----------------------------------------------------------------------------------------

function defaultChannel() {
  const mine = [...state.channels.values()].filter(
    (channel) => channel.member && !channel.archived && channel.kind !== "im",
  );
  const front = state.apps.find((app) => app.id === state.front.app);
  const own = mine
    .filter((channel) => channel.creator === front?.user)
    .sort((one, other) => other.created - one.created);
  const announced = mine.find((channel) => front && channel.members.includes(front.user));
  return (own[0] ?? announced ?? mine[0] ?? [...state.channels.values()][0])?.id ?? "";
}

async function follow() {
  const route = readRoute();
  const user =
    everybody.find((each) => each.acts && each.name === route.handle) ?? everybody.find((each) => each.acts);
  if (user.id !== state.me) {
    if (!(await begin(user.id))) return;
    state.at.thread = "";
    state.at.shown = "";
    openThread("", "");
  }
  const app = state.apps.find((each) => each.id === route.app && each.home);
  const channel = state.channels.get(route.channel);
  if (!app && !channel) {
    history.replaceState(null, "", `#/${user.name}/${defaultChannel()}`);
    if (defaultChannel()) await follow();
    return;
  }
  document.body.classList.remove("drawer");
  const spot = `${user.id} ${app?.id ?? channel.id} ${route.message} ${route.reply}`;
  if (state.at.shown === spot) return;
  const elsewhere = state.at.channel !== channel?.id;
  Object.assign(state.at, {
    channel: channel?.id ?? "",
    app: app?.id ?? "",
    message: route.message,
    shown: spot,
  });
  changed("at");
  drawTitle();
  if (elsewhere) openThread("", "");
  if (app) {
    hideChannel();
    showHome(main, app, { onMenu: toggleSidebar });
  } else {
    hideHome();
    await showPlace(channel, route);
  }
}

async function showPlace(channel, route) {
  const app = appOf(channel);
  const extra = app?.home ? appTabs(app, "messages", channel) : undefined;
  const narrow = window.matchMedia("(max-width: 760px)").matches;
  await showChannel(main, channel, { onMenu: toggleSidebar, extra, message: route.message, focus: !narrow });
  if (route.reply) openThread(channel.id, route.message, route.reply);
}

function drawTitle() {
  const channel = here();
  const calls = state.marks[state.me] ?? 0;
  const place = channel ? channelName(channel) : "Home";
  document.title = `${calls ? `(${calls}) ` : ""}${place} · ${me()?.shown ?? ""} · ${state.team.name}`;
}

let day = "";
on("clock", () => {
  const today = new Date(state.clock.now * 1000).toDateString();
  if (day && today !== day) redrawNames();
  day = today;
});
window.addEventListener("hashchange", follow);
window.addEventListener("unhandledrejection", (event) =>
  toast(`The page made a mistake: ${event.reason?.message ?? event.reason}`, "error"),
);
document.addEventListener("click", (event) => {
  if (document.body.classList.contains("drawer") && !event.target.closest("#sidebar, #rail, .only-narrow"))
    document.body.classList.remove("drawer");
});

history.replaceState(null, "", `${location.pathname}${location.hash}`);
everybody = await askPeople();
await follow();
