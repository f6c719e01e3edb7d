// Prepared stories: offered, and played up to a point by the people of the workspace.

import { playExample } from "./api.js";
import { openDialog } from "./confirm.js";
import { h } from "./dom.js";
import { picker } from "./picker.js";
import { goTo } from "./routes.js";
import { state } from "./state.js";
import { tellRefusal, toast } from "./toasts.js";

/** Says what an example is, and asks how far to play it. */
export async function offerExample(example) {
  let point = example.points[0];
  const choice = picker({
    label: "Play up to",
    placeholder: "",
    options: () => [
      {
        options: example.points.map((each) => ({
          value: each,
          label: each === "whole" ? "the end" : each,
        })),
      },
    ],
    chosen: [{ value: point, label: point }],
    onChoose: ([chosen]) => (point = chosen),
  });
  const body = [h("p", {}, example.about), h("div", { class: "label" }, "Play up to"), choice];
  const { closed } = openDialog({
    title: example.title,
    body,
    buttons: [
      { label: "Not now", value: "" },
      { label: "Play", value: "play", style: "primary" },
    ],
  });
  if ((await closed) === "play") await play(example, point);
}

async function play(example, point) {
  toast("The people play it now; time passes as it did. You can look on, and then it is yours.");
  try {
    const { channel } = await playExample(example.name, point);
    if (state.channels.has(channel)) goTo(channel);
    toast("Over to you.");
  } catch (error) {
    tellRefusal(error, example.title);
  }
}
