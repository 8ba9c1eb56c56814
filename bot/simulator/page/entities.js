// Formatted text: Telegram's entities (UTF-16 offsets, as JavaScript counts) become elements.

import { el } from "./dom.js";
import { expandable, spoiler } from "./folding.js";

const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);
const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const OUTERMOST_FIRST = ["blockquote", "expandable_blockquote", "spoiler", "bold", "italic", "underline"];
const SAFE_LINK = /^(https?|mailto|tg|tel):/i;

/** Render a text; `oncommand` and `onlink` are told what the reader taps. */
export function formatted(text, entities, handlers) {
  const sorted = (entities ?? []).map((e) => ({ ...e, end: e.offset + e.length })).sort(byPlace);
  return build(text, 0, text.length, sorted, handlers);
}

/** Render the part of a text between two offsets, with the entities that begin there. */
function build(text, start, end, entities, handlers) {
  const fragment = document.createDocumentFragment();
  const left = [...entities];
  let at = start;
  while (left.length) {
    const entity = left.shift();
    const nested = takeInner(left, entity);
    if (entity.offset > at) fragment.append(text.slice(at, entity.offset));
    const inner = build(text, entity.offset, entity.end, nested, handlers);
    fragment.append(element(entity, text.slice(entity.offset, entity.end), inner, handlers));
    at = entity.end;
    // a block breaks the line by itself: the newline after it would be an empty line
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < end && !left.some((e) => e.offset === at)) at += 1;
  }
  if (at < end) fragment.append(text.slice(at, end));
  return fragment;
}

/** Take from `left` what begins within an entity; what reaches beyond its end is split there. */
function takeInner(left, entity) {
  const inner = left.filter((e) => e.offset < entity.end);
  const tails = inner.filter((e) => e.end > entity.end).map((e) => ({ ...e, offset: entity.end }));
  left.splice(0, inner.length, ...tails);
  left.sort(byPlace);
  return inner.map((e) => ({ ...e, end: Math.min(e.end, entity.end) }));
}

function byPlace(one, other) {
  return one.offset - other.offset || other.end - one.end || depth(one) - depth(other);
}

function depth(entity) {
  const place = OUTERMOST_FIRST.indexOf(entity.type);
  return place === -1 ? OUTERMOST_FIRST.length : place;
}

function element(entity, text, inner, { oncommand, onlink }) {
  switch (entity.type) {
    case "blockquote":
      return el("blockquote", { class: "quote" }, inner);
    case "expandable_blockquote":
      return expandable(inner);
    case "spoiler":
      return spoiler(inner);
    case "pre":
      return el("pre", { "data-language": entity.language || null, tabindex: "0" }, el("code", {}, inner));
    case "text_link":
      return link(entity.url, inner, onlink);
    case "url":
      return link(SAFE_LINK.test(text) ? text : `https://${text}`, inner, onlink);
    case "email":
      return link(`mailto:${text}`, inner, onlink);
    case "bot_command":
      return el("button", { type: "button", class: "link", onclick: () => oncommand(text) }, inner);
    case "mention":
    case "text_mention":
    case "hashtag":
    case "cashtag":
    case "phone_number":
      return el("span", { class: "link" }, inner);
    default:
      return el(PLAIN[entity.type] ?? "span", {}, inner);
  }
}

/** Link to a page; the reader sees where it leads, and nothing opens that could run in here. */
function link(url, inner, onlink) {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(url) ? url : `http://${url}`;
  if (!SAFE_LINK.test(full)) return el("span", { class: "link", title: full }, inner);
  const safe = { href: full, title: full, target: "_blank", rel: "noopener noreferrer", class: "link" };
  return el("a", { ...safe, onclick: (event) => onlink(full, event) }, inner);
}
