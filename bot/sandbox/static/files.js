// Files in messages: small cards, pictures, and a window to read text in. Nothing in a file ever runs.

import { fileAddress } from "./api.js";
import { openDialog } from "./confirm.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];
const READABLE = /^(text\/|application\/(json|xml|yaml|x-yaml|csv))/;
const MOST_SHOWN = 200_000;

/** A file as it stands in a message. */
export function fileCard(file) {
  const address = fileAddress(file.id);
  if (PICTURES.includes(file.mimetype))
    return h(
      "a",
      { class: "picture", href: address, target: "_blank", rel: "noopener" },
      h("img", { src: address, alt: file.title || file.name, loading: "lazy" }),
    );
  const readable = READABLE.test(file.mimetype) || /\.(md|csv|json|html|txt|ya?ml|log)$/i.test(file.name);
  return h(
    "div",
    { class: "file" },
    icon("file"),
    h(
      "span",
      { class: "file-words" },
      h("strong", {}, file.title || file.name),
      h("small", {}, `${(file.filetype || "file").toUpperCase()} · ${sizeWords(file.size)}`),
    ),
    readable &&
      h("button", { type: "button", class: "button slim", onclick: () => read(file, address) }, "Open"),
    h("a", { class: "button slim", href: address, download: file.name }, "Download"),
  );
}

async function read(file, address) {
  const pre = h("pre", { class: "file-text", tabindex: "0" }, "Loading…");
  openDialog({ title: file.title || file.name, body: pre, wide: true });
  const response = await fetch(address);
  const text = response.ok ? await response.text() : "The file is not there any more.";
  pre.textContent =
    text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}\n… (download it to read on)` : text;
}

/** A size as people say it. */
export function sizeWords(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 ** 2 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
