// The channels of the acting person: the app's own on top, then those joined, those to be found, and people.

import { perform } from "./acts.js";
import { avatar } from "./avatar.js";
import { channelSign } from "./channel_head.js";
import { openDialog } from "./confirm.js";
import { fill, h, soon, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { meCard } from "./rail.js";
import { goHome, goTo } from "./routes.js";
import { appOf, channelName, frontApp, on, state } from "./state.js";

const folded = new Set(["More channels", "Archived"]);

const draw = soon(() => {
  const host = document.getElementById("sidebar");
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scrolled = host.querySelector(".channels")?.scrollTop ?? 0;
  fill(host, meCard(), h("div", { class: "channels" }, sections()));
  host.querySelector(".channels").scrollTop = scrolled;
  if (focused) [...host.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
});

function sections() {
  const all = [...state.channels.values()];
  const app = frontApp();
  const own = (channel) => app && channel.creator === app.user && channel.kind !== "im";
  const rooms = all.filter((channel) => ["public_channel", "private_channel"].includes(channel.kind));
  const byName = (one, other) => channelName(one).localeCompare(channelName(other));
  const newest = (one, other) => other.created - one.created || byName(one, other);
  const live = rooms.filter((channel) => !channel.archived);
  return [
    state.apps.filter((each) => each.home).map(appEntry),
    section(state.front.title, live.filter((channel) => own(channel) && channel.member).sort(newest)),
    section("Channels", live.filter((channel) => !own(channel) && channel.member).sort(byName), {
      act: createChannel,
      label: "New channel",
    }),
    section("More channels", live.filter((channel) => !channel.member).sort(newest)),
    section("Archived", rooms.filter((channel) => channel.archived).sort(newest)),
    section(
      "Direct messages",
      all.filter((channel) => ["im", "mpim"].includes(channel.kind) && !appOf(channel)?.home).sort(byName),
      { act: startDm, label: "New direct message" },
    ),
  ];
}

function section(title, channels, more) {
  if (!channels.length && !more) return undefined;
  const isFolded = folded.has(title);
  const toggle = () => {
    if (!folded.delete(title)) folded.add(title);
    draw();
  };
  return h(
    "section",
    {},
    h(
      "div",
      { class: "section-head" },
      h(
        "button",
        {
          type: "button",
          class: "fold",
          "aria-expanded": isFolded ? "false" : "true",
          dataset: { key: `fold ${title}` },
          onclick: toggle,
        },
        title,
        isFolded && h("span", { class: "quiet" }, ` ${channels.length}`),
      ),
      more &&
        h(
          "button",
          {
            type: "button",
            class: "plain",
            "aria-label": more.label,
            title: more.label,
            dataset: { key: more.label },
            onclick: more.act,
          },
          icon("plus"),
        ),
    ),
    h("ul", {}, channels.filter((channel) => !isFolded || channel.id === state.at.channel).map(entry)),
  );
}

function entry(channel) {
  const is = channel.id === state.at.channel;
  const classes = ["entry", is && "is", channel.unread > 0 && "unread"].filter(Boolean).join(" ");
  return h(
    "li",
    {},
    h(
      "a",
      {
        class: classes,
        href: `#/${state.people.get(state.me).name}/${channel.id}`,
        "aria-current": is ? "page" : undefined,
        dataset: { key: channel.id },
      },
      channelSign(channel),
      h("span", { class: "entry-name", dir: "auto" }, channelName(channel)),
      marks(channel),
    ),
  );
}

/** How much is new there, for eyes and for screen readers. */
function marks({ unread, mentions }) {
  if (!mentions) return unread > 0 && unseen(", unread");
  return [
    unseen(", "),
    h("span", { class: "count" }, mentions > 99 ? "99+" : mentions),
    unseen(" unread mentions"),
  ];
}

function appEntry(app) {
  const dm = [...state.channels.values()].find(
    (channel) => channel.kind === "im" && channel.with.includes(app.user),
  );
  const is = state.at.app === app.id || (dm && state.at.channel === dm.id);
  return h(
    "a",
    {
      class: is ? "entry app-entry is" : dm?.unread ? "entry app-entry unread" : "entry app-entry",
      href: `#/${state.people.get(state.me).name}/home/${app.id}`,
      "aria-current": is ? "page" : undefined,
      dataset: { key: app.id },
      onclick: (event) => dm?.unread && (event.preventDefault(), goTo(dm.id)),
    },
    avatar(app.user, "small"),
    h("span", { class: "entry-name" }, app.name),
    dm && marks(dm),
  );
}

async function createChannel() {
  const name = h("input", {
    type: "text",
    class: "field",
    maxlength: 80,
    placeholder: "release-notes",
    "aria-label": "Name of the channel",
    autocomplete: "off",
  });
  const secret = h("input", { type: "checkbox" });
  const body = [
    name,
    h(
      "div",
      { class: "boxes" },
      h("label", {}, secret, h("span", {}, "Private: only who is invited can see it")),
    ),
  ];
  const { closed } = openDialog({
    title: "New channel",
    body,
    buttons: [
      { label: "Cancel", value: "" },
      { label: "Create", value: "create", style: "primary" },
    ],
  });
  if ((await closed) !== "create") return;
  const answer = await perform(
    "creates",
    { name: name.value.trim(), private: secret.checked },
    "New channel",
  );
  if (answer) goTo(answer.channel);
}

async function startDm() {
  const others = [...state.people.values()].filter((user) => user.acts && user.id !== state.me);
  const { closed, close } = openDialog({
    title: "Write to",
    body: h(
      "div",
      { class: "people-list" },
      others.map((user) =>
        h(
          "button",
          { type: "button", class: "person-row", onclick: () => close(user.id) },
          avatar(user.id, "small"),
          h("span", { class: "menu-words" }, user.shown, h("small", {}, user.title)),
        ),
      ),
    ),
  });
  const user = await closed;
  if (!user) return;
  const answer = await perform("opens_dm", { user }, "Direct message");
  if (answer) goTo(answer.channel);
}

/** Opens and closes the sidebar where there is no room for it beside the messages. */
export function toggleSidebar() {
  const open = document.body.classList.toggle("drawer");
  if (open) document.querySelector("#sidebar a")?.focus();
}

for (const kind of ["channels", "channel", "people", "start", "at", "minute"]) on(kind, draw);
