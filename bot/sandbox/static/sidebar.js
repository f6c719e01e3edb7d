// The channels of the acting person: the app's own on top, then those joined, those to be found, and people.

import { avatar } from "./avatar.js";
import { channelSign } from "./channel_head.js";
import { arrange, fill, h, soon, unseen } from "./dom.js";
import { icon } from "./icons.js";
import { meCard } from "./rail.js";
import { goTo } from "./routes.js";
import { createChannel, startDm } from "./sidebar_acts.js";
import { appOf, channelName, frontApp, on, state } from "./state.js";

const { compare } = new Intl.Collator();
const card = h("div");
const channels = h("div", { class: "channels" });
const rooms = new Map();
const entries = new Map();
const folded = new Set(["More channels", "Archived"]);

const draw = soon(() => {
  const host = document.getElementById("sidebar");
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  fill(card, meCard());
  arrange(channels, sections().filter(Boolean));
  if (!host.contains(channels)) fill(host, card, channels);
  if (focused && document.activeElement?.dataset.key !== focused)
    [...host.querySelectorAll("[data-key]")].find((node) => node.dataset.key === focused)?.focus();
});

function sections() {
  const all = [...state.channels.values()];
  const app = frontApp();
  const own = (channel) => app && channel.creator === app.user && channel.kind !== "im";
  const places = all.filter((channel) => ["public_channel", "private_channel"].includes(channel.kind));
  const byName = (one, other) => compare(channelName(one), channelName(other));
  const newest = (one, other) => other.created - one.created || byName(one, other);
  const live = places.filter((channel) => !channel.archived);
  return [
    ...state.apps.filter((each) => each.home).map(appEntry),
    section(state.front.title, live.filter((channel) => own(channel) && channel.member).sort(newest)),
    section("Channels", live.filter((channel) => !own(channel) && channel.member).sort(byName), {
      act: createChannel,
      label: "New channel",
    }),
    section("More channels", live.filter((channel) => !channel.member).sort(newest)),
    section("Archived", places.filter((channel) => channel.archived).sort(newest)),
    section(
      "Direct messages",
      all.filter((channel) => ["im", "mpim"].includes(channel.kind) && !appOf(channel)?.home).sort(byName),
      { act: startDm, label: "New direct message" },
    ),
  ];
}

/** A heading with its channels; what looks as before stays in its place, so that nothing is laid out anew. */
function section(title, found, more) {
  if (!found.length && !more) return undefined;
  if (!rooms.has(title)) {
    const [head, list] = [h("div", { class: "section-head" }), h("ul", {})];
    rooms.set(title, { node: h("section", {}, head, list), head, list });
  }
  const { node, head, list } = rooms.get(title);
  fill(head, fold(title, found.length), more && plus(more));
  arrange(
    list,
    found.filter((channel) => !folded.has(title) || channel.id === state.at.channel).map(entry),
  );
  return node;
}

function fold(title, count) {
  const isFolded = folded.has(title);
  const toggle = () => {
    if (!folded.delete(title)) folded.add(title);
    draw();
  };
  return h(
    "button",
    {
      type: "button",
      class: "fold",
      "aria-expanded": isFolded ? "false" : "true",
      dataset: { key: `fold ${title}` },
      onclick: toggle,
    },
    title,
    isFolded && h("span", { class: "quiet" }, ` ${count}`),
  );
}

function plus({ act, label }) {
  return h(
    "button",
    { type: "button", class: "plain", "aria-label": label, title: label, dataset: { key: label }, onclick: act },
    icon("plus"),
  );
}

/** The entry of a channel; the one there is, as long as it looks the same. */
function entry(channel) {
  const look = [
    state.me,
    channelName(channel),
    channel.kind,
    channel.id === state.at.channel,
    channel.unread > 0,
    channel.mentions,
    channel.kind === "im" ? state.epoch : "",
  ].join(" ");
  const known = entries.get(channel.id);
  if (known?.look === look) return known.node;
  const node = make(channel);
  entries.set(channel.id, { look, node });
  return node;
}

function make(channel) {
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

/** Opens and closes the sidebar where there is no room for it beside the messages. */
export function toggleSidebar() {
  const open = document.body.classList.toggle("drawer");
  if (open) document.querySelector("#sidebar a")?.focus();
}

for (const kind of ["channels", "channel", "people", "start", "at", "minute"]) on(kind, draw);
