// Where this window is: `#/alice/C123`, `#/alice/C123/1700000000.000100` (and the stamp of a reply to it after
// a further slash), `#/alice/home/A123`.

import { changed, me, state } from "./state.js";

/** Reads the address; what is missing stays empty. */
export function readRoute() {
  const [handle = "", place = "", more = "", reply = ""] = location.hash
    .replace(/^#\/?/, "")
    .split("/")
    .map(decodeURIComponent);
  if (place === "home") return { handle, channel: "", app: more, message: "", reply: "" };
  return { handle, channel: place, app: "", message: more, reply };
}

/** Goes to a channel of the acting person, to a message in it, or to a reply to that. */
export function goTo(channel, message = "", reply = "") {
  const there = [channel, message, reply].filter(Boolean).join("/");
  const before = location.hash;
  location.hash = `#/${me().name}/${there}`;
  if (location.hash !== before) return;
  // Who asks for the place they are at wants to be shown it once more.
  state.at.shown = "";
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

/** Goes to an app's Home tab. */
export function goHome(app) {
  location.hash = `#/${me().name}/home/${app}`;
}

/** Acts as somebody else, in a channel, or in the same place where they may see it. */
export function goAs(user, place = "") {
  location.hash = placeAs(user, place);
}

/** Where that is, for a link that can be opened in a window of its own. */
export function placeAs(user, place = "") {
  const { app, channel } = state.at;
  return `#/${user.name}/${place || (app ? `home/${app}` : channel)}`;
}

/** Shows a thread beside the channel, and a reply in it; nothing closes it. */
export function openThread(channel, ts, reply = "") {
  state.at.thread = ts ?? "";
  changed("thread", { channel, ts, reply });
}
