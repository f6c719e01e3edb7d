// Faces: an emoji on the person's colour.

import { h } from "./dom.js";
import { state } from "./state.js";

/** The face of somebody; it says nothing to screen readers, the name beside it does. */
export function avatar(userId, size = "") {
  const user = state.people.get(userId);
  const node = h(
    "span",
    { class: `avatar ${size} ${user?.bot ? "bot" : ""}`, "aria-hidden": "true" },
    user?.face ?? "•",
  );
  if (user && !user.bot) node.style.backgroundColor = `#${user.color}`;
  return node;
}
