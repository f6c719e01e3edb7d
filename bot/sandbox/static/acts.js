// Acts of the acting person, with what went wrong told to them; and the places they act in.

import { act, Refused } from "./api.js";
import { tellRefusal, tellTroubles } from "./toasts.js";

/** Does something and tells what failed; gives the answer, or nothing when it was refused. */
export async function perform(name, sent, what) {
  try {
    const answer = await act(name, sent);
    tellTroubles(answer, what || answer.what);
    return answer;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    tellRefusal(error, what);
    return undefined;
  }
}

/** Shows on a button that what it started is under way. */
export async function busy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
  }
}

const chosen = new Map();

/** A message as the place where blocks stand: what is chosen in it stays over its changes. */
export function messagePlace(message) {
  const place = { channel: message.channel, ts: message.ts };
  const key = (block, element) => `${message.channel}/${message.ts}/${block.block_id}/${element.action_id}`;
  return {
    busy,
    hold: (block, element, value) => chosen.set(key(block, element), value),
    held: (block, element) => chosen.get(key(block, element)),
    start: () => undefined,
    use: (block, element, value) =>
      perform("uses", { ...place, ...names(block, element), value }, words(element)),
    suggest: (block, element, query) => suggestions({ ...place, ...names(block, element), query }),
  };
}

/** The ids by which the workspace finds a control. */
export function names(block, element) {
  return { block_id: block.block_id, action_id: element.action_id };
}

/** How a person calls a control. */
export function words(element) {
  return element.text?.text ?? element.placeholder?.text ?? "Your choice";
}

/** Options an app offers for what was typed, as the picker takes them. */
export async function suggestions(sent) {
  const answer = await perform("suggests", sent, "Search");
  const options = (answer?.options ?? []).map((option) => ({
    value: option.text.text,
    label: option.text.text,
    hint: option.description?.text,
  }));
  return [{ options }];
}
