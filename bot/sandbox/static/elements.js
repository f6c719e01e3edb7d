// The controls of Block Kit, each made by the function for its kind.

import { confirmed } from "./confirm.js";
import { fromLocalInput, localInput } from "./dates.js";
import { h, isSafeLink } from "./dom.js";
import { icon } from "./icons.js";
import { fileField, richField } from "./inputs_rich.js";
import { boxes, field, menu, picked, plain } from "./inputs.js";
import { textObject } from "./mrkdwn.js";
import { openMenu } from "./popover.js";

/**
 * A control. `where` is the place it stands in: `use` tells the app, `hold` keeps a value for submitting,
 * `held` gives what was kept, `start` what the place says it holds, `suggest` asks the app for options.
 */
export function renderElement(element, block, where, labelledBy = {}) {
  const make = MAKERS[element.type] ?? (element.type.endsWith("_select") ? menu : unknown);
  return make(element, block, where, labelledBy);
}

// buttons ------------------------------------------------------------------------------------------------

function button(element, block, where) {
  const node = h(
    "button",
    {
      type: "button",
      class: `button ${element.style ?? ""}`,
      "aria-label": element.accessibility_label,
      dataset: { action: `${block.block_id}/${element.action_id}` },
      onclick: press,
    },
    textObject(element.text),
    element.url && icon("link"),
  );
  return node;

  async function press() {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    if (element.url && isSafeLink(element.url)) window.open(element.url, "_blank", "noopener");
    await where.busy(node, () => where.use(block, element, null));
  }
}

function overflow(element, block, where) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button slim",
      "aria-label": "More choices",
      "aria-haspopup": "menu",
      dataset: { action: `${block.block_id}/${element.action_id}` },
      onclick: open,
    },
    icon("more"),
  );
  return node;

  function open() {
    openMenu(
      node,
      element.options.map((option) => ({
        label: plain(option.text),
        hint: plain(option.description),
        act: () => choose(option),
      })),
      "More choices",
    );
  }

  async function choose(option) {
    if (element.confirm && !(await confirmed(element.confirm))) return;
    if (option.url && isSafeLink(option.url)) window.open(option.url, "_blank", "noopener");
    await where.busy(node, () => where.use(block, element, option.value));
  }
}

function image(element) {
  // Pictures from the web are not loaded; those that are in the message itself are.
  const inside = /^data:image\/(png|jpeg|gif|webp);/.test(element.image_url ?? "");
  return inside
    ? h("img", { src: element.image_url, alt: element.alt_text })
    : h("span", { class: "no-image" }, `🖼 ${element.alt_text}`);
}

function unknown(element) {
  return h("span", { class: "no-image" }, `(${element.type} is not shown here)`);
}

const MAKERS = {
  button,
  workflow_button: button,
  overflow,
  image,
  checkboxes: boxes,
  radio_buttons: boxes,
  datepicker: picked("date", "initial_date"),
  timepicker: picked("time", "initial_time"),
  datetimepicker: picked("datetime-local", "initial_date_time", localInput, fromLocalInput),
  plain_text_input: field("text"),
  email_text_input: field("email", "email"),
  url_text_input: field("url", "url"),
  number_input: field("text", "decimal"),
  rich_text_input: richField,
  file_input: fileField,
};
