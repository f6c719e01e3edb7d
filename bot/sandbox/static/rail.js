// The faces of all people: one click acts as another. A dot says that somebody is called.

import { avatar } from "./avatar.js";
import { fill, h, soon, unseen } from "./dom.js";
import { time, now } from "./dates.js";
import { placeAs } from "./routes.js";
import { me, on, state } from "./state.js";

function face(user) {
  const calls = state.marks[user.id] ?? 0;
  const is = user.id === state.me;
  const [first] = user.shown.split(" ");
  const rest = `${user.shown.slice(first.length)}${user.title ? `, ${user.title}` : ""}`;
  return h(
    "a",
    {
      href: placeAs(user),
      class: is ? "face is" : "face",
      "aria-current": is ? "true" : undefined,
      title: [user.shown, user.title, "Ctrl+click opens another window"].filter(Boolean).join("\n"),
    },
    avatar(user.id),
    unseen("Act as "),
    h("span", { class: "face-name" }, first),
    unseen(rest),
    calls > 0 && [
      unseen(", "),
      h("span", { class: "count" }, calls > 99 ? "99+" : calls),
      unseen(" unread mentions"),
    ],
  );
}

const draw = soon(() => {
  const rail = document.getElementById("rail");
  const focused = rail.contains(document.activeElement)
    ? [...rail.children].indexOf(document.activeElement)
    : -1;
  const scrolled = rail.scrollTop;
  fill(rail, [...state.people.values()].filter((user) => user.acts).map(face));
  rail.scrollTop = scrolled;
  rail.children[focused]?.focus();
});

/** Who one acts as, with their local time, for the head of the sidebar. */
export function meCard() {
  const user = me();
  return h(
    "div",
    { class: "me-card" },
    avatar(user.id),
    h(
      "span",
      { class: "menu-words" },
      h("strong", { dir: "auto" }, user.shown),
      h(
        "small",
        {},
        [user.title, `${time(now())} ${user.tz.split("/").at(-1).replace("_", " ")}`]
          .filter(Boolean)
          .join(" · "),
      ),
    ),
  );
}

on("at", draw);
on("marks", draw);
on("people", draw);
on("start", draw);
