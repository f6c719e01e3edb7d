// One menu for every kind of select: choose one or several, search in it, ask the app for options.

import { calmly, fill, freshId, h } from "./dom.js";
import { openBox, place } from "./popover.js";

const FROM = 9; // so many options or more get a search field

/**
 * A button that shows what is chosen and opens the list.
 * `options` gives `[{label, options: [{value, label, hint, mark}]}]`; or `suggest(query)` asks for them.
 */
export function picker({ label, placeholder, options, suggest, chosen, several, most, disabled, onChoose }) {
  let held = [...chosen];
  const known = new Map(
    (options?.() ?? []).flatMap((group) => group.options).map((option) => [option.value, option]),
  );
  for (const option of held) known.set(option.value, option);
  const shown = h("span", { class: "picked" });
  const button = h(
    "button",
    {
      type: "button",
      class: "picker",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      disabled,
      onclick: open,
    },
    shown,
  );
  show();
  return button;

  function show() {
    const names = held.map((option) => known.get(option.value)?.label ?? option.label);
    fill(shown, names.length ? names.join(", ") : placeholder);
    button.classList.toggle("empty", !names.length);
    button.setAttribute("aria-label", `${label}: ${names.join(", ") || placeholder}`);
  }

  function open() {
    const listId = freshId("list");
    const list = h("div", {
      role: "listbox",
      id: listId,
      class: "options",
      "aria-label": label,
      "aria-multiselectable": several ? "true" : undefined,
    });
    const search = h("input", {
      type: "text",
      class: "search",
      placeholder: suggest ? "Type to search" : "Search",
      role: "combobox",
      "aria-expanded": "true",
      "aria-controls": listId,
      "aria-label": `Search in ${label}`,
      autocomplete: "off",
      oninput: () => refresh(),
    });
    let groups = options?.() ?? [];
    let active = 0;
    const count = groups.reduce((sum, group) => sum + group.options.length, 0);
    const box = openBox(
      button,
      { class: "picker-box", onkeydown: keys },
      (suggest || count >= FROM) && search,
      list,
    );
    const asking = calmly(async () => {
      groups = await suggest(search.value);
      groups.forEach((group) => group.options.forEach((option) => known.set(option.value, option)));
      draw();
      place(box, button);
    }, 200);
    const refresh = () => {
      active = 0;
      if (suggest) asking();
      else draw();
    };
    box.style.minWidth = `${button.offsetWidth}px`;
    if (suggest) asking();
    draw();
    place(box, button);
    if (search.isConnected) search.focus();
    else {
      list.tabIndex = 0;
      list.focus();
    }

    function matching() {
      const words = suggest ? "" : search.value.trim().toLowerCase();
      return groups
        .map((group) => ({
          label: group.label,
          options: group.options.filter((option) =>
            `${option.label} ${option.hint ?? ""}`.toLowerCase().includes(words),
          ),
        }))
        .filter((group) => group.options.length);
    }

    function draw() {
      const found = matching();
      let at = -1;
      fill(
        list,
        found.map((group) => [
          group.label && h("div", { class: "menu-heading", role: "presentation" }, group.label),
          group.options.map((option) => {
            at += 1;
            const mine = at;
            return row(option, mine === active, mine);
          }),
        ]),
        !found.length &&
          h(
            "div",
            { class: "menu-heading" },
            suggest ? "Nothing to offer for these words." : "Nothing fits.",
          ),
      );
      const current = list.querySelector(".active");
      const holder = search.isConnected ? search : list;
      if (current) holder.setAttribute("aria-activedescendant", current.id);
      else holder.removeAttribute("aria-activedescendant");
      current?.scrollIntoView({ block: "nearest" });
    }

    function row(option, isActive, at) {
      const is = held.some((each) => each.value === option.value);
      return h(
        "div",
        {
          role: "option",
          id: `${listId}-${at}`,
          class: isActive ? "option active" : "option",
          "aria-selected": is ? "true" : "false",
          onclick: () => choose(option),
          onpointermove: () => point(at),
        },
        h("span", { class: "option-mark" }, is ? "✓" : option.mark),
        h("span", { class: "menu-words" }, option.label, option.hint && h("small", {}, option.hint)),
      );
    }

    function point(at) {
      if (at === active) return;
      active = at;
      draw();
    }

    function choose(option) {
      const is = held.some((each) => each.value === option.value);
      if (several)
        held = is
          ? held.filter((each) => each.value !== option.value)
          : [...held, option].slice(0, most ?? 1000);
      else held = [option];
      show();
      if (several) draw();
      else box.hidePopover();
      onChoose(held.map((each) => each.value));
    }

    function keys(event) {
      const all = matching().flatMap((group) => group.options);
      const steps = { ArrowDown: active + 1, ArrowUp: active - 1 };
      if (event.key in steps && all.length) {
        event.preventDefault();
        active = (steps[event.key] + all.length) % all.length;
        draw();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (all[active]) choose(all[active]);
      } else if (event.key === "Tab") box.hidePopover();
    }
  }
}
