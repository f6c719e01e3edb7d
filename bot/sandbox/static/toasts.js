// Short notices at the lower edge: what failed and why, or what was done.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";

const SECONDS = { error: 12, note: 5 };
const REASONS = {
  operation_timeout: "the app did not answer within 3 seconds",
  dispatch_failed: "the app could not be reached or did not accept it",
  not_in_channel: "you are not in this channel",
  invalid_command: "no app here has this command",
};

/** Shows a notice. */
export function toast(words, kind = "note") {
  const region = document.getElementById("toasts");
  const node = h("div", { class: `toast ${kind}`, role: kind === "error" ? "alert" : "status" });
  region.append(node);
  fill(
    node,
    h("span", {}, words),
    h(
      "button",
      { type: "button", class: "plain", "aria-label": "Dismiss", onclick: () => node.remove() },
      icon("close"),
    ),
  );
  setTimeout(() => node.remove(), SECONDS[kind] * 1000);
}

/** Shows what an act brought: what the app did wrong, in words that say what failed. */
export function tellTroubles(answer, what) {
  for (const words of answer.toasts ?? []) toast(explained(words, what, answer.status), "error");
}

/** Shows why the workspace refused an act. */
export function tellRefusal(error, what) {
  toast(what ? `${what}: ${error.message}` : error.message, "error");
}

function explained(words, what, answered) {
  const code = Object.keys(REASONS).find((each) => words.includes(each));
  const status = answered ?? /Status Code (\d+)/.exec(words)?.[1];
  const reason = status
    ? `the app answered with an error (${status})`
    : code
      ? `${REASONS[code]} (${code})`
      : words.replace(/^⚠️ */, "");
  if (!what) return words;
  return `“${what}” did not work: ${reason}.`;
}
