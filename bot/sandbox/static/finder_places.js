// The channels, people and apps that fit a few letters.

import { perform } from "./acts.js";
import { avatar } from "./avatar.js";
import { channelSign } from "./channel_head.js";
import { h } from "./dom.js";
import { goHome, goTo } from "./routes.js";
import { channelName, state } from "./state.js";

const MOST = 7;
const MOST_BESIDE_WORDS = 4;

/** Rows to go to: `{node, go}`. Those that call come first, then those unread, then those joined. */
export function placesFor(typed) {
  const sought = typed.trim().toLowerCase();
  if (/(^|\s)(from|in):/.test(sought)) return [];
  const rows = [...channels(sought), ...(sought ? [...people(sought), ...homes(sought)] : [])];
  return rows.slice(0, sought.includes(" ") ? MOST_BESIDE_WORDS : MOST);
}

function channels(sought) {
  return [...state.channels.values()]
    .filter((channel) => !channel.archived && channelName(channel).toLowerCase().includes(sought))
    .sort(
      (one, other) =>
        other.mentions - one.mentions ||
        other.unread - one.unread ||
        Number(other.member) - Number(one.member),
    )
    .map((channel) => row(channelSign(channel), channelName(channel), "", () => goTo(channel.id)));
}

function people(sought) {
  return [...state.people.values()]
    .filter((user) => user.acts && user.id !== state.me)
    .filter((user) => `${user.shown} ${user.real_name} ${user.name}`.toLowerCase().includes(sought))
    .map((user) => row(avatar(user.id, "small"), user.shown, user.title, () => write(user)));
}

function homes(sought) {
  return state.apps
    .filter((app) => app.home && app.name.toLowerCase().includes(sought))
    .map((app) => row(avatar(app.user, "small"), app.name, "Home", () => goHome(app.id)));
}

function row(sign, name, hint, go) {
  const words = h("span", { class: "menu-words", dir: "auto" }, name, hint && h("small", {}, hint));
  return { node: [sign, words], go };
}

async function write(user) {
  const answer = await perform("opens_dm", { user: user.id }, "Direct message");
  if (answer) goTo(answer.channel);
}
