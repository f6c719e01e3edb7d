// What stands in a workspace in which nothing happened yet: ways to begin.

import { writeDown } from "./channel_view.js";
import { offerExample } from "./examples.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { frontApp, state } from "./state.js";
import { isTouring, startTour } from "./tour.js";

/** Whether the app has nothing to show yet, and something can be offered. */
export function isFresh() {
  const app = frontApp();
  if (!app || isTouring() || !(state.offers.tour?.length || state.offers.examples?.length)) return false;
  return ![...state.channels.values()].some((each) => each.creator === app.user && each.kind !== "im");
}

/** The ways to begin. */
export function welcome() {
  const [command] = frontApp().commands;
  const [example] = state.offers.examples ?? [];
  return h(
    "section",
    { class: "welcome", "aria-label": "Ways to begin" },
    h("h2", {}, `Welcome to ${state.team.name}`),
    h(
      "p",
      {},
      `A made-up company with made-up people, and ${frontApp().name} as it would be in your own workspace. Nothing leaves this machine.`,
    ),
    h(
      "div",
      { class: "ways" },
      state.offers.tour?.length > 0 &&
        way("play", "Take the tour", `One incident in ${state.offers.tour.length} steps. You can leave at any time.`, startTour),
      example && way("book", "Start from an example", `${example.title}. Played as far as you like; then it is yours.`, () => offerExample(example)),
      command &&
        way("bolt", "Begin yourself", `Type ${command.command} and see what can follow.`, () => writeDown(`${command.command} `)),
    ),
  );
}

function way(sign, title, words, act) {
  return h(
    "button",
    { type: "button", class: "way", onclick: act },
    icon(sign),
    h("strong", {}, title),
    h("span", {}, words),
  );
}
