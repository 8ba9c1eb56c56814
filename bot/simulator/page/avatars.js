// Names and faces: full names, initials, and a colour that stays with a person.

import { el, icon } from "./dom.js";

const COLOURS = 7;

/** Join the names of a person, a bot or a group. */
export function nameOf(someone) {
  return someone.title ?? [someone.first_name, someone.last_name].filter(Boolean).join(" ");
}

/** Choose the colour of somebody, 0 to 6. */
export function colourOf(id) {
  return Math.abs(id) % COLOURS;
}

/** Draw a person, a group or (without initials) the bot. */
export function avatar(someone) {
  const content = someone.is_bot ? icon("bot") : initials(someone);
  const look = `avatar colour-${someone.is_bot ? "bot" : colourOf(someone.id)}`;
  return el("span", { class: look, "aria-hidden": "true" }, content);
}

function initials(someone) {
  const words = someone.title ? someone.title.split(/\s+/).slice(0, 2) : [someone.first_name, someone.last_name];
  return words.filter(Boolean).map((word) => Array.from(word)[0].toUpperCase()).join("");
}
