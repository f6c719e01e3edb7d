// What opens over the page for a moment: menus and lists that close by themselves.

import { add, h } from "./dom.js";

/** Where things go that must lie over everything: the open dialog, which all else is dead under, or the page. */
export function topmost() {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}

/** Takes a dialog away, and lets one go on writing where one was. */
export function takeAway(dialog) {
  if (dialog.open) dialog.close();
  dialog.remove();
  // Chromium gives the focus back, but takes no keys there before it is given anew.
  const back = document.activeElement;
  if (!back?.matches("input, textarea")) return;
  back.blur();
  back.focus({ preventScroll: true });
}

/** Opens a box beside `anchor`; it closes when one clicks elsewhere or presses Escape. */
export function openBox(anchor, props, ...children) {
  const box = h("div", { popover: "auto", ...props, class: `box ${props.class ?? ""}` });
  add(box, children);
  topmost().append(box);
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const within = box.contains(document.activeElement) || document.activeElement === document.body;
    box.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (within && anchor.isConnected) anchor.focus();
  });
  anchor.setAttribute("aria-expanded", "true");
  box.showPopover();
  place(box, anchor);
  return box;
}

/** Puts the box below the anchor, or above it where there is more room, and within the window. */
export function place(box, anchor) {
  const around = anchor.getBoundingClientRect();
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const below = window.innerHeight - around.bottom;
  const above = below < height + 8 && around.top > below;
  box.style.left = `${Math.max(8, Math.min(around.left, window.innerWidth - width - 8))}px`;
  box.style.top = above
    ? `${Math.max(8, around.top - height - 4)}px`
    : `${Math.min(around.bottom + 4, Math.max(8, window.innerHeight - height - 8))}px`;
}

/** Opens a menu of `{label, hint, icon, danger, act}`; strings are headings. */
export function openMenu(anchor, items, label) {
  const nodes = items
    .filter(Boolean)
    .map((item) =>
      typeof item === "string"
        ? h("div", { class: "menu-heading", role: "presentation" }, item)
        : entry(item),
    );
  const box = openBox(anchor, { class: "menu", role: "menu", "aria-label": label, onkeydown: walk }, nodes);
  box.querySelector("[role=menuitem]")?.focus();
  return box;

  function entry(item) {
    return h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: item.danger ? "danger" : undefined,
        onclick: choose,
      },
      item.icon,
      h("span", { class: "menu-words" }, item.label, item.hint && h("small", {}, item.hint)),
    );
    function choose() {
      box.hidePopover();
      item.act();
    }
  }
}

/** Lets the arrow keys move among the entries of a menu. */
function walk(event) {
  const entries = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = entries.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 };
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (!(event.key in steps)) return;
  event.preventDefault();
  entries.at(steps[event.key] % entries.length)?.focus();
}
