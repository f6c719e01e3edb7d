// The guided tour: a few steps through one incident, beside the workspace in which they are done.

import { tourStep } from "./api.js";
import { busy } from "./acts.js";
import { writeDown } from "./channel_view.js";
import { fill, h, soon } from "./dom.js";
import { offerExample } from "./examples.js";
import { icon } from "./icons.js";
import { goAs, goTo } from "./routes.js";
import { changed, frontApp, me, on, state } from "./state.js";
import { tellRefusal } from "./toasts.js";
import { pointAt } from "./tour_pointer.js";

const KEPT = "tour"; // where the session keeps how far one is
const nowhere = { at: -1, channel: "", known: [], done: false };
let tour = nowhere;
let working = false; // while others play, or a step is done for one

/** The steps there are. */
function steps() {
  return state.offers.tour ?? [];
}

/** Whether somebody is being shown around. */
export function isTouring() {
  return tour.at >= 0;
}

/** Begins with the first step. */
export function startTour() {
  return enter(0);
}

/** Leaves off, wherever one is. */
function leave() {
  tour = nowhere;
  keep();
  draw();
}

async function enter(number) {
  if (number >= steps().length) {
    tour = { ...tour, at: number, done: true };
    draw();
    return;
  }
  const step = steps()[number];
  const known = number ? tour.known : [...state.channels.keys()];
  await during(async () => {
    const { channel } = await tourStep(number, "begin");
    tour = { at: number, channel, known, done: false };
    const guest = [...state.people.values()].find((user) => user.name === step.acts_as);
    if (guest && guest.id !== state.me) goAs(guest, channel);
    else goTo(channel);
  });
  document.getElementById("tour").querySelector("h2")?.focus();
}

function doIt() {
  return during(async () => {
    await tourStep(tour.at, "do");
    tour = { ...tour, done: true };
  });
}

/** Does something that takes a while; what the others do meanwhile is not yet what was asked for. */
async function during(work) {
  working = true;
  try {
    await work();
    keep();
  } catch (error) {
    tellRefusal(error, "Tour");
  } finally {
    working = false;
  }
  draw();
  look();
}

// how far one is ------------------------------------------------------------------------------------------

function keep() {
  sessionStorage.setItem(KEPT, JSON.stringify(tour));
}

function remember() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  // A workspace that began anew knows nothing of a tour before.
  tour = kept && state.channels.has(kept.channel) ? kept : nowhere;
  draw();
}

/** Looks whether what is asked for was done. */
const look = soon(() => {
  if (!isTouring() || working) return;
  const step = steps()[tour.at];
  if (step && !tour.done && isDone(step)) {
    tour = { ...tour, done: true };
    keep();
    draw();
  }
  requestAnimationFrame(() => pointAt(tour.done ? "" : step?.point));
});

function isDone(step) {
  const opened = [...state.channels.values()].filter((channel) => channel.creator === frontApp()?.user);
  if (!step.sign) return opened.some((channel) => channel.kind !== "im" && !tour.known.includes(channel.id));
  const messages = state.logs.get(tour.channel)?.messages ?? new Map();
  return [...messages.values()].some((message) =>
    [message.words, ...(message.reactions ?? []).map(({ name }) => `:${name}:`)].join(" ").includes(step.sign),
  );
}

// what is shown -------------------------------------------------------------------------------------------

function draw() {
  changed("tour");
  const host = document.getElementById("tour");
  host.hidden = !isTouring();
  pointAt(tour.done ? "" : steps()[tour.at]?.point);
  if (!isTouring()) {
    fill(host);
    return;
  }
  const step = steps()[tour.at];
  fill(
    host,
    h(
      "header",
      {},
      dots(),
      h("span", { class: "quiet" }, step ? `Step ${tour.at + 1} of ${steps().length}` : "Done"),
      h(
        "button",
        { type: "button", class: "plain", "aria-label": "Leave the tour", title: "Leave the tour", onclick: leave },
        icon("close"),
      ),
    ),
    step ? asked(step) : after(),
  );
}

function dots() {
  return h(
    "span",
    { class: "dots", "aria-hidden": "true" },
    steps().map((_, at) => h("i", { class: at < tour.at || (at === tour.at && tour.done) ? "past" : at === tour.at ? "is" : "" })),
  );
}

function asked(step) {
  const last = tour.at === steps().length - 1;
  const forward = h(
    "button",
    {
      type: "button",
      class: "button primary",
      onclick: () => busy(forward, () => (tour.done ? enter(tour.at + 1) : doIt())),
    },
    tour.done ? (last ? "Finish" : "Next") : "Do it for me",
  );
  return [
    h("h2", { tabindex: "-1" }, step.title),
    h("p", {}, step.words),
    step.type && !tour.done && typed(step.type),
    h(
      "div",
      { class: "row" },
      forward,
      tour.done
        ? h("span", { class: "tour-done", role: "status" }, icon("check"), "Done")
        : h("button", { type: "button", class: "linklike", onclick: leave }, "Skip the tour"),
    ),
  ];
}

function typed(words) {
  return h(
    "button",
    { type: "button", class: "tour-line", title: "Write it down for me to send", onclick: () => writeDown(words) },
    h("code", {}, words),
  );
}

function after() {
  const [example] = state.offers.examples ?? [];
  return [
    h("h2", { tabindex: "-1" }, "That was one incident"),
    h(
      "p",
      {},
      "It is all still here. Click another face (in a narrow window they are behind the menu) to see it as they do, search it with Ctrl+K, or let the time run.",
    ),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: "button primary", onclick: leave }, "Look around"),
      example &&
        h("button", { type: "button", class: "button", onclick: () => (leave(), offerExample(example)) }, "A real one"),
    ),
  ];
}

for (const kind of ["log", "channel", "at", "redraw"]) on(kind, look);
on("start", () => me() && remember());
