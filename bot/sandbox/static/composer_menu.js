// What apps offer from anywhere: their global shortcuts and their commands.

import { perform } from "./acts.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./popover.js";
import { state } from "./state.js";

/** The button that opens the menu; `write` puts a command into the composer. */
export function openTools(write) {
  const button = h(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": "Shortcuts and commands",
      title: "Shortcuts and commands",
      "aria-haspopup": "menu",
      onclick: open,
    },
    icon("bolt"),
  );
  return button;

  function open() {
    const shortcuts = state.apps.flatMap(shortcutsOf);
    const commands = state.apps.flatMap((app) => app.commands).map(commandEntry);
    const entries = [shortcuts.length > 0 && "Shortcuts", ...shortcuts, "Commands", ...commands];
    openMenu(button, entries, "Shortcuts and commands");
  }

  function shortcutsOf(app) {
    const global = app.shortcuts.filter((shortcut) => shortcut.type === "global");
    return global.map((shortcut) => ({
      label: shortcut.name,
      hint: app.name,
      icon: icon("bolt"),
      act: () => perform("shortcut", { callback_id: shortcut.callback_id }, shortcut.name),
    }));
  }

  function commandEntry(command) {
    return {
      label: command.command,
      hint: command.description,
      act: () => write(`${command.command} `),
    };
  }
}
