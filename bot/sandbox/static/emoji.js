// The emoji that messages here are made of, by their names; any other name stays as it was written.

export const EMOJI = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", clap: "👏", raised_hands: "🙌", pray: "🙏",
  muscle: "💪", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", ok_hand: "👌", raised_hand: "✋",
  hand: "✋", handshake: "🤝", eyes: "👀", brain: "🧠", smile: "😄", smiley: "😃", grinning: "😀", slightly_smiling_face: "🙂",
  joy: "😂", wink: "😉", thinking_face: "🤔", thinking: "🤔", neutral_face: "😐", confused: "😕", worried: "😟", cry: "😢",
  sob: "😭", scream: "😱", sweat_smile: "😅", relieved: "😌", sunglasses: "😎", facepalm: "🤦", shrug: "🤷", heart: "❤️",
  broken_heart: "💔", fire: "🔥", tada: "🎉", sparkles: "✨", star: "⭐", zap: "⚡", boom: "💥", bulb: "💡", rocket: "🚀",
  ship: "🚢", bug: "🐛", robot_face: "🤖", ghost: "👻", see_no_evil: "🙈", white_check_mark: "✅", heavy_check_mark: "✔️",
  ballot_box_with_check: "☑️", x: "❌", negative_squared_cross_mark: "❎", no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑",
  warning: "⚠️", rotating_light: "🚨", construction: "🚧", question: "❓", grey_question: "❔", exclamation: "❗", bangbang: "‼️",
  information_source: "ℹ️", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", timer_clock: "⏲️",
  clock1: "🕐", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️", pushpin: "📌", round_pushpin: "📍", paperclip: "📎",
  link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑", mag: "🔍", bell: "🔔", no_bell: "🔕", mega: "📣", loudspeaker: "📢", speech_balloon: "💬",
  email: "✉️", envelope: "✉️", inbox_tray: "📥", outbox_tray: "📤", memo: "📝", pencil: "✏️", pencil2: "✏️", clipboard: "📋",
  page_facing_up: "📄", bookmark: "🔖", bookmark_tabs: "📑", books: "📚", notebook: "📓", file_folder: "📁", card_index: "📇", chart_with_upwards_trend: "📈",
  chart_with_downwards_trend: "📉", bar_chart: "📊", package: "📦", wrench: "🔧", hammer: "🔨", hammer_and_wrench: "🛠️", gear: "⚙️",
  shield: "🛡️", scales: "⚖️", microscope: "🔬", test_tube: "🧪", telephone_receiver: "📞", computer: "💻", hospital: "🏥", fire_extinguisher: "🧯",
  red_circle: "🔴", large_orange_circle: "🟠", orange_circle: "🟠", large_yellow_circle: "🟡", yellow_circle: "🟡", large_green_circle: "🟢",
  green_circle: "🟢", large_blue_circle: "🔵", blue_circle: "🔵", large_purple_circle: "🟣", white_circle: "⚪", black_circle: "⚫",
  red_square: "🟥", large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨", large_green_square: "🟩", large_blue_square: "🟦",
  white_large_square: "⬜", black_large_square: "⬛", small_red_triangle: "🔺", arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️",
  arrows_counterclockwise: "🔄", repeat: "🔁", leftwards_arrow_with_hook: "↩️", fast_forward: "⏩", new: "🆕", ok: "🆗", sos: "🆘", "100": "💯",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", checkered_flag: "🏁", triangular_flag_on_post: "🚩", crossed_fingers: "🤞", firefighter: "🧑‍🚒",
  detective: "🕵️", busts_in_silhouette: "👥", bust_in_silhouette: "👤", coffee: "☕", night_with_stars: "🌃", sunrise: "🌅", seedling: "🌱",
};

/** What one click offers under a message. */
export const QUICK = ["pushpin", "white_check_mark", "eyes", "+1"];

/** What the reaction menu offers. */
export const OFFERED = [
  "pushpin", "white_check_mark", "eyes", "+1", "-1", "raised_hands", "pray", "heart", "tada", "fire", "rotating_light", "warning",
  "thinking_face", "joy", "cry", "rocket", "bug", "mag", "bulb", "hourglass_flowing_sand", "memo", "question", "x", "100",
];

/** The sign for a name, or the name between colons. */
export function emoji(name) {
  return EMOJI[name.replace(/::skin-tone-\d$/, "")] ?? `:${name}:`;
}

/** Plain text with its emoji names made signs. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/g, (whole, name) => EMOJI[name] ?? whole);
}
