// What people type, as Slack's clients structure it: the rich_text block.

import { h, isSafeLink } from "./dom.js";
import { dateText } from "./dates.js";
import { emoji } from "./emoji.js";
import { channel, group, link, person } from "./mrkdwn.js";

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" };

/** The parts of a rich_text block, one after another. */
export function richText(block) {
  return h("div", { class: "rich" }, block.elements.map(part));
}

function part(element) {
  switch (element.type) {
    case "rich_text_preformatted":
      return h("pre", {}, element.elements.map(leaf));
    case "rich_text_quote":
      return h("blockquote", {}, element.elements.map(leaf));
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { class: `indent-${Math.min(element.indent ?? 0, 6)}` },
        element.elements.map((item) => h("li", {}, item.elements.map(leaf))),
      );
    default:
      return h("div", {}, element.elements.map(leaf));
  }
}

function leaf(element) {
  return Object.entries(element.style ?? {}).reduce(
    (node, [name, is]) => (is && STYLES[name] ? h(STYLES[name], {}, node) : node),
    bare(element),
  );
}

function bare(element) {
  switch (element.type) {
    case "user":
      return person(element.user_id);
    case "channel":
      return channel(element.channel_id);
    case "usergroup":
      return group(element.usergroup_id);
    case "broadcast":
      return h("span", { class: "mention loud" }, `@${element.range}`);
    case "emoji":
      return emoji(element.name);
    case "link":
      return isSafeLink(element.url)
        ? link(element.url, element.text || element.url)
        : element.text || element.url;
    case "date":
      return dateText(element.timestamp, element.format ?? "{date_short} {time}");
    default:
      return element.text ?? "";
  }
}
