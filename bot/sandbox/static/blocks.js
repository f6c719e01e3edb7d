// Block Kit blocks as nodes. One entry in the table for each kind.

import { freshId, h } from "./dom.js";
import { renderElement } from "./elements.js";
import { mrkdwn, textObject } from "./mrkdwn.js";
import { richText } from "./richtext.js";

/** All blocks of a message, a form or a Home tab; `where` is described at `renderElement`. */
export function renderBlocks(blocks, where) {
  return blocks.map((block) => renderBlock(block, where));
}

/** One block. */
export function renderBlock(block, where) {
  const node = (KINDS[block.type] ?? unknown)(block, where);
  node.dataset.block = block.block_id ?? "";
  return node;
}

function words(object) {
  return h("div", { class: "text", dir: "auto" }, textObject(object));
}

function section(block, where) {
  return h(
    "div",
    { class: "block section" },
    h(
      "div",
      { class: "section-words" },
      block.text && words(block.text),
      block.fields && h("div", { class: "fields" }, block.fields.map(words)),
    ),
    block.accessory && h("div", { class: "accessory" }, renderElement(block.accessory, block, where)),
  );
}

function context(block, where) {
  return h(
    "div",
    { class: "block context" },
    block.elements.map((element) =>
      element.type === "image" ? renderElement(element, block, where) : words(element),
    ),
  );
}

function actions(block, where) {
  return h(
    "div",
    { class: "block actions" },
    block.elements.map((element) => renderElement(element, block, where)),
  );
}

function input(block, where) {
  const labelId = freshId("label");
  const complaint = where.complaint?.(block);
  const notes = [];
  if (block.hint) notes.push(h("p", { class: "hint", id: freshId("hint") }, textObject(block.hint)));
  if (complaint) notes.unshift(h("p", { class: "complaint", id: freshId("complaint") }, complaint));
  const control = renderElement(block.element, block, where, { labelId, label: block.label.text });
  const target = control.matches("input, textarea, button, .boxes")
    ? control
    : control.querySelector("input, textarea, button");
  if (notes.length) target?.setAttribute("aria-describedby", notes.map((note) => note.id).join(" "));
  if (complaint) target?.setAttribute("aria-invalid", "true");
  return h(
    "div",
    { class: complaint ? "block input wrong" : "block input" },
    h(
      "div",
      { class: "label", id: labelId, onclick: () => target?.focus() },
      textObject(block.label),
      block.optional && h("span", { class: "optional" }, " (optional)"),
    ),
    control,
    notes,
  );
}

function table(block) {
  const [head, ...rows] = block.rows;
  const cell = (tag) => (each) =>
    h(tag, {}, each.type === "rich_text" ? richText(each) : (each.text ?? String(each.value ?? "")));
  return h(
    "div",
    { class: "block scroll" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h(
        "tbody",
        {},
        rows.map((row) => h("tr", {}, row.map(cell("td")))),
      ),
    ),
  );
}

/** Markdown proper: only what differs from mrkdwn and is common; the rest is shown as it was written. */
function markdown(block) {
  const text = block.text
    .replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/\*\*(.+?)\*\*/g, "*$1*")
    .replace(/^[-*] +/gm, "• ")
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, "<$2|$1>");
  return h("div", { class: "block text", dir: "auto" }, mrkdwn(text));
}

function unknown(block) {
  return h("div", { class: "block no-image" }, `(a ${block.type} is not shown here)`);
}

const KINDS = {
  section,
  context,
  actions,
  context_actions: actions,
  input,
  table,
  markdown,
  header: (block) => h("h2", { class: "block header", dir: "auto" }, textObject(block.text)),
  divider: () => h("hr", { class: "block" }),
  image: (block, where) =>
    h(
      "figure",
      { class: "block" },
      block.title && h("figcaption", {}, textObject(block.title)),
      renderElement({ ...block, type: "image" }, block, where),
    ),
  rich_text: (block) => {
    const node = richText(block);
    node.classList.add("block");
    node.dir = "auto";
    return node;
  },
  alert: (block) => h("div", { class: `block alert ${block.level ?? ""}` }, textObject(block.text)),
  video: (block) => h("div", { class: "block no-image" }, `🎬 ${block.alt_text}`),
  file: () => h("div", { class: "block no-image" }, "📄 a file kept elsewhere"),
};
