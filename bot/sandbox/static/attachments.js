// Files that go along with a message: chosen, dropped or pasted, and left out again.

import { fill, h } from "./dom.js";
import { sizeWords } from "./files.js";
import { icon } from "./icons.js";
import { toast } from "./toasts.js";

const MOST_BYTES = 5 * 1024 ** 2;

/** The files of one composer, with the parts of it that show them. */
export function attachments() {
  let files = [];
  const chips = h("div", { class: "chips" });
  const chooser = h("input", {
    type: "file",
    multiple: true,
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
  return { chips, chooser, button, take, set, list: () => files };

  async function take(chosen) {
    for (const file of [...chosen]) {
      if (file.size > MOST_BYTES) toast(`${file.name} is larger than 5 MB.`, "error");
      else set([...files, { name: file.name, size: file.size, content: await encoded(file) }]);
    }
  }

  function set(others) {
    files = others;
    fill(chips, files.map(chip));
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
