// A message in one line: for the list of people, replies and the bar above the composer.

import { shownText } from "./payload.js";

const KINDS = { photo: "Photo", sticker: "Sticker", document: "File", video: "Video", voice: "Voice message", audio: "Audio" };

/** Say in one line what a message holds. */
export function preview(message) {
  return describe(message, (text) => text);
}

/** Say in one line how a message ends: long screens begin alike, what is asked stands last. */
export function ending(message) {
  return describe(message, lastLine);
}

function describe(message, choose) {
  const text = shownText(message);
  const kind = Object.keys(KINDS).find((name) => name in message);
  if (kind === "sticker") return `${message.sticker.emoji ?? ""} Sticker`.trim();
  const name = kind === "document" ? message.document.file_name : undefined;
  const words = text === undefined ? name ?? KINDS[kind] ?? "Message" : choose(text);
  return words.replace(/\s+/g, " ").trim();
}

/** Take the last line with words in it, where a text has several paragraphs. */
function lastLine(text) {
  if (!/\n\s*\n/.test(text.trim())) return text;
  return text.split("\n").findLast((line) => /\p{L}/u.test(line)) ?? text;
}
