// The forms (modals) an app opens before the person: one on top of the other, with errors in place.

import { busy, names, perform, suggestions, words } from "./acts.js";
import { renderBlock } from "./blocks.js";
import { arrange, fill, h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { icon } from "./icons.js";
import { takeAway } from "./popover.js";
import { frontApp, on, state } from "./state.js";

const held = new Map(); // what was filled in, by view, then by block and action
let dialog = null;
let shown = null; // the view before the person
let nodes = new Map(); // its blocks, with what they were made from
let parts = {};

function top() {
  return state.pile.at(-1);
}

function draw() {
  const view = top();
  if (!view) {
    close();
    return;
  }
  const fresh = !dialog || shown?.id !== view.id;
  if (!dialog) open();
  shown = view;
  forgetGone();
  if (fresh) nodes = new Map();
  drawHead(view);
  drawBlocks(view);
  drawFoot(view);
  if (fresh) {
    const first = parts.body.querySelector("input:not([hidden]), textarea, .picker");
    (first ?? parts.foot.querySelector("button:last-child"))?.focus();
    // What is filled in already is read from its beginning.
    for (const node of [parts.body, first]) if (node) node.scrollTop = node.scrollLeft = 0;
  }
}

function open() {
  parts = { head: h("header"), body: h("div", { class: "dialog-body" }), foot: h("footer") };
  const form = h(
    "form",
    { novalidate: true, onsubmit: (event) => (event.preventDefault(), submit()) },
    parts.head,
    parts.body,
    parts.foot,
  );
  dialog = h(
    "dialog",
    {
      class: "dialog form",
      "aria-labelledby": "form-title",
      oncancel: (event) => (event.preventDefault(), leave(false)),
    },
    form,
  );
  document.body.append(dialog);
  dialog.showModal();
}

function close() {
  if (dialog) takeAway(dialog);
  dialog = shown = null;
  held.clear();
}

function forgetGone() {
  const open = new Set(state.pile.map((view) => view.id));
  for (const id of held.keys()) if (!open.has(id)) held.delete(id);
}

function drawHead(view) {
  const app = state.apps.find((each) => each.id === view.app_id) ?? frontApp();
  const depth = state.pile.length;
  fill(
    parts.head,
    h("h2", { id: "form-title" }, withEmoji(view.title.text)),
    h("span", { class: "quiet" }, app?.name, depth > 1 && ` · ${depth} on top of each other`),
    h(
      "button",
      {
        type: "button",
        class: "plain",
        "aria-label": depth > 1 ? "Close all" : "Close",
        onclick: () => leave(true),
      },
      icon("close"),
    ),
  );
}

/** Blocks that are as they were stay as they are, with the cursor in them. */
function drawBlocks(view) {
  const next = new Map();
  const place = placeOf(view);
  for (const block of view.blocks) {
    const made = JSON.stringify([block, view.complaints[block.block_id]]);
    const known = nodes.get(block.block_id);
    next.set(block.block_id, known?.made === made ? known : { made, node: renderBlock(block, place) });
  }
  const focused = document.activeElement?.dataset?.action;
  nodes = next;
  arrange(
    parts.body,
    [...next.values()].map(({ node }) => node),
  );
  if (focused && !dialog.contains(document.activeElement))
    [...parts.body.querySelectorAll("[data-action]")]
      .find((node) => node.dataset.action === focused)
      ?.focus();
}

function drawFoot(view) {
  fill(
    parts.foot,
    h(
      "button",
      { type: "button", class: "button", onclick: () => leave(false) },
      withEmoji(view.close?.text ?? "Close"),
    ),
    view.submit && h("button", { type: "submit", class: "button primary" }, withEmoji(view.submit.text)),
  );
}

/** What was filled in, of the inputs that are still there. */
function valuesOf(view) {
  const there = new Set(view.blocks.map((block) => block.block_id));
  return [...(held.get(view.id)?.values() ?? [])].filter((value) => there.has(value.block_id));
}

function placeOf(view) {
  const key = (block, element) => `${block.block_id}/${element.action_id}`;
  if (!held.has(view.id)) held.set(view.id, new Map());
  const mine = held.get(view.id);
  return {
    busy,
    hold: (block, element, value) => mine.set(key(block, element), { ...names(block, element), value }),
    held: (block, element) => mine.get(key(block, element))?.value,
    start: (block, element) => view.state.values[block.block_id]?.[element.action_id],
    complaint: (block) => view.complaints[block.block_id],
    use: (block, element, value) =>
      perform(
        "uses",
        { view: view.id, ...names(block, element), value, values: valuesOf(view) },
        words(element),
      ),
    suggest: (block, element, query) => suggestions({ view: view.id, ...names(block, element), query }),
  };
}

async function submit() {
  const view = shown;
  const button = parts.foot.querySelector("[type=submit]");
  if (!view || !button) return;
  await busy(button, async () => {
    const answer = await perform("submits", { view: view.id, values: valuesOf(view) }, view.submit.text);
    if (!answer) return;
    view.complaints = answer.errors ?? {};
    if (shown !== view && shown?.id === view.id) shown.complaints = view.complaints;
    if (shown?.id === view.id) {
      drawBlocks(shown);
      parts.body.querySelector("[aria-invalid]")?.focus();
    }
  });
}

function leave(wholeStack) {
  if (shown) perform("closes", { view: shown.id, whole_stack: wholeStack }, "Close");
}

on("views", draw);
