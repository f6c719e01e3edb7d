// Ctrl+K: go to a channel, a person, or a message by some of its words.

import { askSearch } from "./api.js";
import { calmly, fill, h } from "./dom.js";
import { hitRow } from "./finder_hits.js";
import { placesFor } from "./finder_places.js";
import { icon } from "./icons.js";
import { takeAway } from "./popover.js";
import { tellRefusal } from "./toasts.js";

const WAIT = 150; // milliseconds without a key before the workspace is asked
const LEAST = 2; // characters that are worth looking for

/** Opens the finder over everything; it closes once something is chosen. */
export function openFinder() {
  if (document.querySelector("dialog[open]")) return;
  const list = h("div", {
    role: "listbox",
    id: "finder-list",
    class: "options",
    "aria-label": "What was found",
    tabindex: "-1",
  });
  const field = h("input", {
    type: "text",
    class: "finder-field",
    placeholder: "Channel, person, or words of a message",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "finder-list",
    "aria-autocomplete": "list",
    "aria-label": "Search",
    autocomplete: "off",
    spellcheck: "false",
    oninput: typed,
    onkeydown: keys,
  });
  const told = h("p", { class: "finder-told", role: "status" }, "from:alice and in:general narrow it down");
  const dialog = h(
    "dialog",
    { class: "finder", "aria-label": "Search", onclose: () => takeAway(dialog), onclick: outside },
    h("div", { class: "finder-head" }, icon("search"), field, h("kbd", {}, "Esc")),
    list,
    told,
  );
  let places = [];
  let hits = [];
  let more = false;
  let active = 0;
  document.body.append(dialog);
  dialog.showModal();
  typed();

  function outside(event) {
    if (event.target === dialog) dialog.close();
  }

  function typed() {
    places = placesFor(field.value);
    active = 0;
    draw();
    look();
  }

  const asked = calmly(async (words) => {
    try {
      const answer = await askSearch(words);
      if (!dialog.isConnected || field.value.trim() !== words) return;
      ({ messages: hits, more } = answer);
      draw();
      tell(words);
    } catch (error) {
      tellRefusal(error, "Search");
    }
  }, WAIT);

  function look() {
    const words = field.value.trim();
    if (words.length >= LEAST) {
      asked(words);
      return;
    }
    hits = [];
    fill(told, "from:alice and in:general narrow it down");
    draw();
  }

  function tell(words) {
    const found = hits.length + places.length;
    if (!found) fill(told, `Nothing holds “${words}”.`);
    else if (more) fill(told, `The ${hits.length} newest messages; another word narrows it down`);
    else fill(told, hits.length === 1 ? "1 message" : `${hits.length} messages`);
  }

  function draw() {
    const rows = [...places, ...hits.map((hit) => hitRow(hit, field.value))];
    active = Math.min(active, Math.max(0, rows.length - 1));
    fill(
      list,
      rows.map((row, at) => [
        at === 0 && places.length > 0 && heading("Go to"),
        at === places.length && heading("Messages"),
        h(
          "div",
          {
            role: "option",
            id: `finder-${at}`,
            class: at === active ? "option active" : "option",
            "aria-selected": at === active ? "true" : "false",
            onclick: () => choose(row),
          },
          row.node,
        ),
      ]),
    );
    if (rows.length) field.setAttribute("aria-activedescendant", `finder-${active}`);
    else field.removeAttribute("aria-activedescendant");
    list.querySelector(".active")?.scrollIntoView({ block: "nearest" });
    list.rows = rows;
  }

  function heading(words) {
    return h("div", { class: "menu-heading", role: "presentation" }, words);
  }

  function choose(row) {
    dialog.close();
    row?.go();
  }

  function keys(event) {
    const { rows } = list;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && rows.length) {
      event.preventDefault();
      active = (active + step + rows.length) % rows.length;
      draw();
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      choose(rows[active]);
    }
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  openFinder();
});
