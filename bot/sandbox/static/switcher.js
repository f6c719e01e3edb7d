// Ctrl+K: go to a channel or a person by a few letters of the name.

import { perform } from "./acts.js";
import { channelSign } from "./channel_head.js";
import { avatar } from "./avatar.js";
import { openDialog } from "./confirm.js";
import { fill, h } from "./dom.js";
import { goTo } from "./routes.js";
import { channelName, state } from "./state.js";

const MOST = 9;

function found(words) {
  const sought = words.trim().toLowerCase();
  const channels = [...state.channels.values()]
    .filter((channel) => !channel.archived && channelName(channel).toLowerCase().includes(sought))
    .sort(
      (one, other) =>
        other.mentions - one.mentions ||
        other.unread - one.unread ||
        Number(other.member) - Number(one.member),
    )
    .map((channel) => ({
      sign: channelSign(channel),
      name: channelName(channel),
      go: () => goTo(channel.id),
    }));
  const people = [...state.people.values()]
    .filter(
      (user) =>
        user.acts &&
        user.id !== state.me &&
        sought &&
        `${user.shown} ${user.name}`.toLowerCase().includes(sought),
    )
    .map((user) => ({ sign: avatar(user.id, "small"), name: user.shown, go: () => write(user) }));
  return [...channels, ...people].slice(0, MOST);
}

async function write(user) {
  const answer = await perform("opens_dm", { user: user.id }, "Direct message");
  if (answer) goTo(answer.channel);
}

function open() {
  let items = [];
  let active = 0;
  const list = h("div", {
    role: "listbox",
    id: "switch-list",
    class: "options",
    "aria-label": "Channels and people",
  });
  const field = h("input", {
    type: "text",
    class: "field",
    placeholder: "Channel or person",
    role: "combobox",
    "aria-expanded": "true",
    "aria-controls": "switch-list",
    "aria-label": "Go to",
    autocomplete: "off",
    oninput: () => ((active = 0), draw()),
    onkeydown: keys,
  });
  const { close } = openDialog({ title: "Go to", body: [field, list] });
  draw();
  field.focus();

  function draw() {
    items = found(field.value);
    fill(
      list,
      items.map((item, at) =>
        h(
          "div",
          {
            role: "option",
            id: `switch-${at}`,
            class: at === active ? "option active" : "option",
            "aria-selected": at === active ? "true" : "false",
            onclick: () => choose(item),
          },
          item.sign,
          h("span", { class: "menu-words", dir: "auto" }, item.name),
        ),
      ),
    );
    field.setAttribute("aria-activedescendant", `switch-${active}`);
  }

  function choose(item) {
    close("");
    item?.go();
  }

  function keys(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items.length) {
      event.preventDefault();
      active = (active + step + items.length) % items.length;
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(items[active]);
    }
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]")) open();
});
