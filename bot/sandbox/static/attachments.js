// Files that go along with a message: chosen, dropped or pasted, and left out again.

import { fill, h } from "./dom.js";
import { sizeWords } from "./files.js";
import { icon } from "./icons.js";
import { toast } from "./toasts.js";

const MOST_BYTES = 5 * 1024 ** 2;

/**
 * The files of one composer or of one input, with the parts of it that show them.
 * `most` of them, with names that end in one of `endings`; `onChange` hears of every change.
 */
export function attachments({ start = [], most = 10, endings = [], onChange = () => {} } = {}) {
  let files = start;
  const chips = h("div", { class: "chips" });
  const chooser = h("input", {
    type: "file",
    multiple: most > 1,
    accept: endings.map((ending) => `.${ending}`).join(",") || undefined,
    hidden: true,
    "aria-label": "Files to send",
    tabindex: "-1",
    onchange: () => (take(chooser.files), (chooser.value = "")),
  });
  const button = h(
    "button",
    {
      type: "button",
      class: "tool",
      "aria-label": "Attach files",
      title: "Attach files",
      onclick: () => chooser.click(),
    },
    icon("attach"),
  );
  fill(chips, files.map(chip));
  return { chips, chooser, button, take, set, list: () => files };

  async function take(chosen) {
    for (const file of [...chosen]) {
      const refusal = refused(file);
      if (refusal) toast(refusal, "error");
      else set([...files, { name: file.name, size: file.size, content: await encoded(file) }]);
    }
  }

  function refused({ name, size }) {
    if (size > MOST_BYTES) return `${name} is larger than 5 MB.`;
    if (files.length >= most) return `${most === 1 ? "One file is" : `${most} files are`} the most that fit here.`;
    const fits = !endings.length || endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));
    return fits ? "" : `${name} is none of these kinds: ${endings.join(", ")}.`;
  }

  function set(others) {
    files = others;
    fill(chips, files.map(chip));
    onChange(files);
  }

  function chip(file) {
    const leaveOut = () => set(files.filter((each) => each !== file));
    return h(
      "span",
      { class: "chip" },
      icon("file"),
      `${file.name} · ${sizeWords(file.size)}`,
      h(
        "button",
        { type: "button", class: "plain", "aria-label": `Leave out ${file.name}`, onclick: leaveOut },
        icon("close"),
      ),
    );
  }
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return btoa(text);
}
