// Where this window is: `#/alice/C123`, `#/alice/C123/1700000000.000100`, `#/alice/home/A123`.

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

/** Goes to a channel of the acting person. */
export function goTo(channel, message = "") {
  location.hash = `#/${me().name}/${channel}${message ? `/${message}` : ""}`;
}

/** Goes to an app's Home tab. */
export function goHome(app) {
  location.hash = `#/${me().name}/home/${app}`;
}

/** Acts as somebody else, in the same place where they may see it. */
export function goAs(user) {
  const { app, channel } = state.at;
  location.hash = app ? `#/${user.name}/home/${app}` : `#/${user.name}/${channel}`;
}

/** Shows a thread beside the channel; nothing closes it. */
export function openThread(channel, ts) {
  state.at.thread = ts ?? "";
  changed("thread", { channel, ts });
}
