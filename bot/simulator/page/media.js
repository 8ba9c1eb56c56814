// What a message carries beside text: photos, documents and stickers.

import { fileUrl } from "./api.js";
import { el, icon } from "./dom.js";

const UNITS = ["B", "KB", "MB", "GB"];
const OTHERS = ["video", "voice", "audio", "animation", "video_note", "poll", "location", "contact", "dice"];

/** Draw what a message carries, or nothing. */
export function media(message) {
  if (message.photo) return photo(message.photo.at(-1), message.caption);
  if (message.document) return file(message.document);
  if (message.sticker) return sticker(message.sticker);
  const other = OTHERS.find((name) => name in message);
  return other ? el("p", { class: "unknown" }, `The simulator does not show this: ${other}`) : null;
}

function photo(size, caption) {
  const picture = el("img", {
    src: fileUrl(size.file_id),
    width: size.width,
    height: size.height,
    alt: caption ? `Photo: ${caption}` : "Photo",
    decoding: "async",
  });
  return el("a", { class: "photo", href: picture.src, target: "_blank", rel: "noopener" }, picture);
}

function file(document) {
  const name = document.file_name ?? "file";
  return el(
    "a",
    { class: "file", href: fileUrl(document.file_id), download: name, title: `Download ${name}` },
    el("span", { class: "file-icon" }, icon("file")),
    el("span", { class: "file-name", dir: "auto" }, name),
    el("span", { class: "file-size" }, sizeOf(document.file_size ?? 0)),
  );
}

function sticker({ emoji }) {
  return el("span", { class: "sticker", role: "img", "aria-label": `Sticker ${emoji ?? ""}` }, emoji ?? "🖼️");
}

function sizeOf(bytes) {
  const power = bytes ? Math.min(Math.floor(Math.log(bytes) / Math.log(1024)), UNITS.length - 1) : 0;
  const amount = bytes / 1024 ** power;
  return `${power && amount < 100 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[power]}`;
}
