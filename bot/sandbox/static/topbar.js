// The bar over everything: whose workspace this is, and the time in it, which can be moved.

import { beginAnew, moveTime } from "./api.js";
import { busy } from "./acts.js";
import { sure } from "./confirm.js";
import { fill, h } from "./dom.js";
import { clockDate, now, time } from "./dates.js";
import { offerExample } from "./examples.js";
import { openFinder } from "./finder.js";
import { icon } from "./icons.js";
import { openMenu } from "./popover.js";
import { changed, me, on, state } from "./state.js";
import { tellRefusal, toast } from "./toasts.js";
import { startTour } from "./tour.js";

const STEPS = [
  { label: "+1 min", minutes: 1 },
  { label: "+30 min", minutes: 30 },
  { label: "+1 day", minutes: 1440 },
];
const FAST = 60;
let clock = null;
let minute = "";

async function move(how) {
  try {
    const answer = await moveTime(how);
    setClock(answer);
    if (!answer.moved) toast("Nothing is planned: no reminder waits.");
  } catch (error) {
    tellRefusal(error, "Time");
  }
}

/** Takes over where the workspace's clock stands. */
export function setClock({ now: at, speed }) {
  state.clock = { now: at, speed, heard: performance.now() };
  tick();
  changed("clock");
  if (clock) drawSpeed();
}

function draw() {
  clock = h("time", { class: "clock" });
  const step = (how, label, title) => {
    const button = h(
      "button",
      { type: "button", class: "step", title, onclick: () => busy(button, () => move(how)) },
      label,
    );
    return button;
  };
  const more = h(
    "button",
    {
      type: "button",
      class: "step more",
      "aria-label": "More",
      "aria-haspopup": "menu",
      onclick: () => openMore(more),
    },
    icon("more"),
  );
  const { offers } = state;
  const hasMore = offers.reset || offers.examples?.length || offers.tour?.length || offers.move;
  fill(
    document.getElementById("top"),
    h(
      "div",
      { class: "brand" },
      h("img", { src: "/static/icon.svg", alt: "", width: 24, height: 24 }),
      h("strong", {}, state.team.name),
      h("span", { class: "quiet" }, "simulated workspace"),
    ),
    h(
      "button",
      { type: "button", class: "finder-open", title: "Search (Ctrl+K)", onclick: openFinder },
      icon("search"),
      h("span", { class: "finder-words" }, "Search"),
      h("kbd", { "aria-hidden": "true" }, "Ctrl K"),
    ),
    h(
      "div",
      { class: "time", role: "group", "aria-label": "Time in the workspace" },
      clock,
      offers.move &&
        h(
          "span",
          { class: "steps" },
          STEPS.map(({ label, minutes }) => step({ minutes }, label, `Let ${label.slice(1)} pass`)),
          offers.next &&
            step(
              { to: "next" },
              "Next reminder",
              "Go to the next moment at which the bot does something by itself",
            ),
          offers.hasten && speedButton(),
        ),
      hasMore && more,
    ),
  );
  tick();
}

function speedButton() {
  return h(
    "button",
    {
      type: "button",
      class: "step speed",
      title: "A minute passes each second",
      onclick: () => move({ speed: state.clock.speed > 1 ? 1 : FAST }),
    },
    icon("fast"),
    `×${FAST}`,
  );
}

function drawSpeed() {
  document.querySelector(".speed")?.setAttribute("aria-pressed", state.clock.speed > 1 ? "true" : "false");
}

function openMore(anchor) {
  const { offers } = state;
  const narrow = window.matchMedia("(max-width: 760px)").matches;
  openMenu(
    anchor,
    [
      narrow && offers.move && "Time",
      ...(narrow && offers.move
        ? STEPS.map(({ label, minutes }) => ({ label, act: () => move({ minutes }) }))
        : []),
      narrow && offers.next && { label: "Next reminder", act: () => move({ to: "next" }) },
      narrow &&
        offers.hasten && {
          label: state.clock.speed > 1 ? "Normal speed" : `A minute each second (×${FAST})`,
          act: () => move({ speed: state.clock.speed > 1 ? 1 : FAST }),
        },
      (offers.examples?.length > 0 || offers.tour?.length > 0) && "To begin with",
      offers.tour?.length > 0 && { label: "Guided tour", hint: "One incident in five steps", act: startTour },
      ...(offers.examples ?? []).map((example) => ({
        label: example.title,
        act: () => offerExample(example),
      })),
      "This workspace",
      offers.reset && {
        label: "Begin anew",
        hint: "Throws away everything that happened here",
        danger: true,
        act: reset,
      },
    ],
    "More",
  );
}

async function reset() {
  if (
    !(await sure(
      "Begin anew?",
      "Every channel, message and incident of this workspace is thrown away, for all open windows.",
      "Throw away",
    ))
  )
    return;
  try {
    await beginAnew();
  } catch (error) {
    tellRefusal(error, "Begin anew");
  }
}

function tick() {
  if (!clock || !me()) return;
  const at = now();
  const zone = me().tz.split("/").at(-1).replace("_", " ");
  fill(
    clock,
    h("span", { class: "clock-date" }, clockDate(at), " "),
    h("strong", {}, time(at)),
    h("span", { class: "quiet" }, ` ${zone}`),
  );
  clock.setAttribute("datetime", new Date(at * 1000).toISOString());
  const stamp = time(at);
  if (stamp !== minute) {
    minute = stamp;
    changed("minute");
  }
}

setInterval(tick, 1000);
on("start", draw);
