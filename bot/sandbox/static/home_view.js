// An app's place: its Home tab, and the messages it wrote to the person.

import { busy, names, perform, suggestions, words } from "./acts.js";
import { avatar } from "./avatar.js";
import { renderBlocks } from "./blocks.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { goHome, goTo } from "./routes.js";
import { on, state } from "./state.js";

let shown = "";
let body = null;
const held = new Map();

/** The tabs over an app's Home and its messages. */
export function appTabs(app, current, dm) {
  const tab = (label, is, act) =>
    h("button", { type: "button", role: "tab", "aria-selected": is ? "true" : "false", onclick: act }, label);
  return h(
    "div",
    { class: "tabs", role: "tablist", "aria-label": app.name },
    app.home && tab("Home", current === "home", () => goHome(app.id)),
    tab("Messages", current === "messages", () => openMessages(app, dm)),
  );
}

async function openMessages(app, dm) {
  const answer = dm ? { channel: dm.id } : await perform("opens_dm", { user: app.user }, "Messages");
  if (answer) goTo(answer.channel);
}

/** The direct message with an app, if it was opened. */
export function dmWith(app) {
  return [...state.channels.values()].find(
    (channel) => channel.kind === "im" && channel.with.includes(app.user),
  );
}

/** Builds the Home tab in `host`. */
export function showHome(host, app, { onMenu }) {
  shown = app.id;
  body = h("div", { class: "home", tabindex: "0", role: "region", "aria-label": `Home of ${app.name}` });
  const head = h(
    "header",
    { class: "head" },
    h(
      "button",
      { type: "button", class: "tool only-narrow", "aria-label": "Channels and people", onclick: onMenu },
      icon("menu"),
    ),
    h("div", { class: "head-words" }, h("h1", {}, avatar(app.user, "small"), app.name)),
  );
  fill(host, head, appTabs(app, "home", dmWith(app)), h("div", { class: "home-frame" }, body));
  draw();
  perform("visits_home", { app: app.id }, "Home");
}

/** The Home tab is not shown any more. */
export function hideHome() {
  shown = "";
  body = null;
}

function draw() {
  if (!body) return;
  const view = state.homes[shown];
  const focused = body.contains(document.activeElement) ? document.activeElement.dataset.action : undefined;
  fill(
    body,
    view
      ? renderBlocks(view.blocks, place(view))
      : h("p", { class: "quiet" }, "The app has shown nothing here yet."),
  );
  if (focused)
    [...body.querySelectorAll("[data-action]")].find((node) => node.dataset.action === focused)?.focus();
}

function place(view) {
  const key = (block, element) => `${view.id}/${block.block_id}/${element.action_id}`;
  return {
    busy,
    hold: (block, element, value) => held.set(key(block, element), value),
    held: (block, element) => held.get(key(block, element)),
    start: (block, element) => view.state.values[block.block_id]?.[element.action_id],
    use: (block, element, value) =>
      perform("uses", { view: view.id, ...names(block, element), value }, words(element)),
    suggest: (block, element, query) => suggestions({ view: view.id, ...names(block, element), query }),
  };
}

on("views", draw);
on("redraw", draw);
