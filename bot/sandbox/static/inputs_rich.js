// Two larger inputs: formatted text, written with the marks one knows from messages, and files.

import { attachments } from "./attachments.js";
import { h } from "./dom.js";
import { field, take } from "./inputs.js";
import { icon } from "./icons.js";

/** A field for formatted text. */
export function richField(element, block, where, labelledBy) {
  const written = words(where.start(block, element)?.rich_text_value ?? element.initial_value).trimEnd();
  const start = { ...where, start: () => ({ value: written }) };
  const shown = field("text")({ ...element, multiline: true }, block, start, labelledBy);
  return h("div", {}, shown, h("p", { class: "hint" }, "*bold*, _italic_, ~struck out~, `code`"));
}

/** The words of formatted text, for writing them further. */
function words(part) {
  if (!part) return "";
  if (Array.isArray(part)) return part.map(words).join("");
  const inner = part.text ?? words(part.elements);
  return part.type?.startsWith("rich_text_") ? `${inner}\n` : inner;
}

/** A place for files. */
export function fileField(element, block, where, { labelId, label } = {}) {
  const files = attachments({
    start: where.held(block, element) ?? [],
    most: element.max_files ?? 10,
    endings: element.filetypes ?? [],
    onChange: (chosen) => take(element, block, where, chosen),
  });
  const choose = h(
    "button",
    {
      type: "button",
      class: "button",
      "aria-describedby": labelId,
      dataset: { action: `${block.block_id}/${element.action_id}` },
      onclick: () => files.chooser.click(),
    },
    icon("attach"),
    label ? "Choose files" : "Attach files",
  );
  return h("div", { class: "file-input" }, files.chips, choose, files.chooser);
}
