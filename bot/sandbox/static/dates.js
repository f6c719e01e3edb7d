// Instants as the acting person reads them: in their zone, by the workspace's clock.

import { me, state } from "./state.js";

const formatters = new Map();

function format(at, options) {
  const zone = me()?.tz ?? "UTC";
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key))
    formatters.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formatters.get(key).format(new Date(at * 1000));
}

/** The workspace's instant, in seconds. */
export function now() {
  const { now: told, speed, heard } = state.clock;
  return told + ((performance.now() - heard) / 1000) * speed;
}

export const time = (at) => format(at, { hour: "2-digit", minute: "2-digit" });
export const timeWithSeconds = (at) => format(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
export const longDate = (at) =>
  format(at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const plainDate = (at) => format(at, { day: "numeric", month: "long", year: "numeric" });
export const shortDate = (at) => format(at, { day: "numeric", month: "short", year: "numeric" });
export const clockDate = (at) => format(at, { weekday: "short", day: "numeric", month: "short" });

/** The day an instant falls on, as 2026-03-20. */
export function dayOf(at) {
  const parts = format(at, { year: "numeric", month: "2-digit", day: "2-digit" }).split("/");
  return parts.reverse().join("-");
}

/** today, yesterday or tomorrow, or nothing. */
function near(at) {
  const day = dayOf(at);
  if (day === dayOf(now())) return "today";
  if (day === dayOf(now() - 86400)) return "yesterday";
  if (day === dayOf(now() + 86400)) return "tomorrow";
  return "";
}

/** A day as a heading over messages. */
export function dayHeading(at) {
  const word = near(at);
  return word ? word[0].toUpperCase() + word.slice(1) : longDate(at);
}

/** How long ago, or how far ahead. */
export function ago(at) {
  const minutes = Math.round((now() - at) / 60);
  const many = Math.abs(minutes);
  const [count, unit] =
    many < 60
      ? [many, "minute"]
      : many < 2880
        ? [Math.round(many / 60), "hour"]
        : [Math.round(many / 1440), "day"];
  if (count === 0) return "just now";
  const words = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return minutes < 0 ? `in ${words}` : `${words} ago`;
}

const TOKENS = {
  date_num: dayOf,
  date: plainDate,
  date_long: longDate,
  date_short: shortDate,
  date_slash: (at) => format(at, { day: "2-digit", month: "2-digit", year: "numeric" }),
  time,
  time_secs: timeWithSeconds,
  ago,
  day_divider_pretty: dayHeading,
};

/** Slack's date format, such as `{date_short_pretty} at {time}`. */
export function dateText(at, pattern) {
  return pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (token in TOKENS) return TOKENS[token](at);
    const plain = TOKENS[token.replace(/_pretty$/, "")];
    if (!plain) return whole;
    return near(at) || plain(at);
  });
}

/** The local date and time of an instant, as `datetime-local` inputs hold it. */
export function localInput(at) {
  return `${dayOf(at)}T${time(at)}`;
}

/** The instant of a `datetime-local` value in the acting person's zone. */
export function fromLocalInput(text) {
  let at = Date.parse(`${text}Z`) / 1000;
  // Twice, because the zone's offset is that of the instant sought, which the first guess may miss.
  for (let round = 0; round < 2; round += 1)
    at += (Date.parse(`${text}Z`) - Date.parse(`${localInput(at)}Z`)) / 1000;
  return Math.round(at);
}
