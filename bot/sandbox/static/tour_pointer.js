// Shows which control is meant: the first with these words in the newest message that has one.

let pointed = null;

/** Points at a button by its words; at none without words. */
export function pointAt(words) {
  const meant = (words && newest(words)) || null;
  if (meant === pointed) return;
  pointed?.classList.remove("pointed");
  meant?.classList.add("pointed");
  meant?.scrollIntoView({ block: "center" });
  pointed = meant;
}

function newest(words) {
  const buttons = [...document.querySelectorAll("#main article button")];
  const fitting = buttons.filter((button) => button.textContent.trim() === words);
  const message = fitting.at(-1)?.closest("article");
  return fitting.find((button) => button.closest("article") === message);
}
