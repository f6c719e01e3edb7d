// The controls that hold a value: menus, boxes, pickers of dates and times, fields to write in.

import { confirmed } from "./confirm.js";
import { calmly, freshId, h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { textObject } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { channelName, state } from "./state.js";

/** A plain text object as a string. */
export function plain(text) {
  return withEmoji(text?.text ?? "");
}

/** Whether the app wants to be told at once, not only when a form is sent. */
function tells(block) {
  return block.type !== "input" || block.dispatch_action;
}

/** Takes a value over, and tells the app when it wants to hear of it at once. */
export async function take(element, block, where, value) {
  where.hold(block, element, value);
  if (!tells(block)) return;
  if (element.confirm && !(await confirmed(element.confirm))) return;
  await where.use(block, element, value);
}

/** What the control holds: what was put in here, what the place says, what it began with. */
function current(element, block, where, initial) {
  const held = where.held(block, element);
  if (held !== undefined) return held;
  const entry = where.start(block, element);
  if (!entry) return wire(element[initial]);
  const field = Object.keys(entry).find((name) => name !== "type");
  return wire(entry[field]);
}

/** A value as the page sends it: options by their values. */
function wire(value) {
  if (Array.isArray(value)) return value.map(wire);
  return value && typeof value === "object" ? value.value : value;
}

// menus --------------------------------------------------------------------------------------------------

function offer(option) {
  return { value: option.value, label: plain(option.text), hint: plain(option.description) };
}

const SOURCES = {
  static: (element) =>
    (element.option_groups ?? [{ options: element.options }]).map((group) => ({
      label: plain(group.label),
      options: group.options.map(offer),
    })),
  users: () => [
    {
      options: [...state.people.values()]
        .filter((user) => !user.gone)
        .map((user) => ({
          value: user.id,
          label: user.shown,
          hint: user.title || `@${user.name}`,
          mark: user.face,
        })),
    },
  ],
  channels: () => [
    {
      options: [...state.channels.values()]
        .filter((channel) => channel.kind === "public_channel" && !channel.archived)
        .map((channel) => ({ value: channel.id, label: `#${channel.name}` })),
    },
  ],
  conversations: () => [
    {
      options: [...state.channels.values()]
        .filter((channel) => !channel.archived)
        .map((channel) => ({
          value: channel.id,
          label: channel.name ? `#${channel.name}` : channelName(channel),
        })),
    },
  ],
};

/** A select of any kind, for one or for several. */
export function menu(element, block, where, { label } = {}) {
  const several = element.type.startsWith("multi_");
  const kind = element.type.replace("multi_", "").replace("_select", "");
  const initial = Object.keys(element).find((name) => name.startsWith("initial_")) ?? "";
  const source = SOURCES[kind];
  const all = new Map(
    (source?.(element) ?? []).flatMap((group) => group.options).map((option) => [option.value, option]),
  );
  const values = [current(element, block, where, initial) ?? []].flat();
  const given = [element[initial] ?? []]
    .flat()
    .filter((option) => option?.text)
    .map(offer);
  const chosen = values.map(
    (value) => all.get(value) ?? given.find((option) => option.value === value) ?? { value, label: value },
  );
  const node = picker({
    label: label ?? (plain(element.placeholder) || "Choose"),
    placeholder: plain(element.placeholder) || (several ? "Choose one or more" : "Choose"),
    options: source && (() => source(element)),
    suggest: kind === "external" ? (query) => where.suggest(block, element, query) : undefined,
    chosen,
    several,
    most: element.max_selected_items,
    onChoose: (chosenNow) => take(element, block, where, several ? chosenNow : (chosenNow[0] ?? null)),
  });
  node.dataset.action = `${block.block_id}/${element.action_id}`;
  return node;
}

// boxes --------------------------------------------------------------------------------------------------

/** Radio buttons or checkboxes. */
export function boxes(element, block, where, { labelId, label } = {}) {
  const several = element.type === "checkboxes";
  const group = freshId("boxes");
  const is = [current(element, block, where, several ? "initial_options" : "initial_option") ?? []].flat();
  return h(
    "div",
    {
      class: "boxes",
      role: several ? "group" : "radiogroup",
      "aria-labelledby": labelId,
      "aria-label": labelId ? undefined : (label ?? "Choices"),
      onchange: choose,
    },
    element.options.map((option, at) =>
      h(
        "label",
        {},
        h("input", {
          type: several ? "checkbox" : "radio",
          name: group,
          value: option.value,
          checked: is.includes(option.value),
          dataset: { action: `${block.block_id}/${element.action_id}/${at}` },
        }),
        h(
          "span",
          {},
          textObject(option.text),
          option.description && h("small", {}, textObject(option.description)),
        ),
      ),
    ),
  );

  function choose(event) {
    const values = [...event.currentTarget.querySelectorAll("input:checked")].map((input) => input.value);
    take(element, block, where, several ? values : (values[0] ?? null));
  }
}

// fields -------------------------------------------------------------------------------------------------

/** A field of the browser's own for dates and times. */
export function picked(type, initial, from = (value) => value, to = (text) => text) {
  return (element, block, where, { labelId, label } = {}) => {
    const value = current(element, block, where, initial);
    return h("input", {
      type,
      class: "field",
      value: value === undefined || value === null ? "" : from(value),
      "aria-labelledby": labelId,
      "aria-label": labelId ? undefined : (label ?? (plain(element.placeholder) || type)),
      dataset: { action: `${block.block_id}/${element.action_id}` },
      onchange: (event) => take(element, block, where, event.target.value ? to(event.target.value) : null),
    });
  };
}

/** A field to write in. */
export function field(type, mode) {
  return (element, block, where, { labelId, label } = {}) => {
    const many = element.multiline;
    const node = h(many ? "textarea" : "input", {
      type: many ? undefined : type,
      class: "field",
      rows: many ? 4 : undefined,
      inputmode: mode,
      maxlength: element.max_length,
      placeholder: plain(element.placeholder) || undefined,
      value: current(element, block, where, "initial_value") ?? "",
      autocomplete: "off",
      "aria-labelledby": labelId,
      "aria-label": labelId ? undefined : (label ?? (plain(element.placeholder) || "Text")),
      dataset: { action: `${block.block_id}/${element.action_id}` },
      oninput: typed,
      onkeydown: entered,
    });
    const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    const telling = calmly(() => where.use(block, element, node.value || null), 400);
    return node;

    function typed() {
      where.hold(block, element, node.value === "" ? null : node.value);
      if (tells(block) && triggers.includes("on_character_entered")) telling();
    }

    function entered(event) {
      if (event.key !== "Enter" || many || !tells(block) || !triggers.includes("on_enter_pressed")) return;
      event.preventDefault();
      where.use(block, element, node.value || null);
    }
  };
}
