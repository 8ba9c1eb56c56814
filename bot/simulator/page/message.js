// One message: made once, then changed only where it changed, so that open quotes stay open.

import { avatar, colourOf, nameOf } from "./avatars.js";
import { clock, fullTime } from "./dates.js";
import { el, icon, iconButton } from "./dom.js";
import { formatted } from "./entities.js";
import { openQuotes, reopen } from "./folding.js";
import { inlineKeyboard } from "./keyboard.js";
import { media } from "./media.js";
import { isEditable, shownText } from "./payload.js";
import { preview } from "./preview.js";

/** Make a message; `show(message)` draws it and `node` is its element. */
export function createMessage(context) {
  const stack = el("div", { class: "stack" });
  const node = el("article", { class: "message" }, stack);
  let drawn = { content: "", keyboard: "" };
  let hadKeyboard = false;

  function show(message) {
    const { reply_markup: markup, ...content } = message;
    hadKeyboard ||= Boolean(markup?.inline_keyboard);
    const now = { content: JSON.stringify([content, hadKeyboard]), keyboard: JSON.stringify(markup) };
    if (now.content !== drawn.content) drawContent(message);
    if (now.keyboard !== drawn.keyboard) drawKeyboard(message);
    drawn = now;
  }

  function drawContent(message) {
    const isOwn = message.from.id === context.personId;
    node.dataset.messageId = message.message_id;
    node.classList.add(isOwn ? "own" : "other");
    node.setAttribute("aria-label", `${isOwn ? "You" : nameOf(message.from)}, ${clock(message.date)}`);
    const opened = openQuotes(stack);
    const bubble = drawBubble(message, { ...context, isOwn, hadKeyboard });
    const old = stack.querySelector(".bubble");
    if (old) old.replaceWith(bubble);
    else stack.prepend(bubble);
    reopen(stack, opened);
    if (context.isGroup && !isOwn && !node.querySelector(".avatar")) node.prepend(avatar(message.from));
    if (isOwn && isEditable(message) && !stack.querySelector(".edit")) {
      const label = "Edit message";
      stack.append(iconButton("edit", label, () => context.onedit(message.message_id), { class: "icon-button edit" }));
    }
  }

  /** Replace the keyboard; who was on one of its buttons goes on from the new one. */
  function drawKeyboard(message) {
    const old = stack.querySelector(".keyboard");
    const hadFocus = old?.contains(document.activeElement);
    old?.remove();
    const keyboard = inlineKeyboard(message, context);
    node.classList.toggle("has-keyboard", keyboard !== null);
    if (!keyboard) return;
    stack.append(keyboard);
    if (hadFocus) keyboard.querySelector(".key").focus({ preventScroll: true });
  }

  return { node, show };
}

function drawBubble(message, context) {
  const { isOwn } = context;
  const text = shownText(message);
  const entities = (message.entities ?? message.caption_entities)?.filter(({ offset }) => offset < text.length);
  const carried = media(message);
  const isBare = message.sticker !== undefined;
  return el(
    "div",
    { class: `bubble ${isBare ? "bare" : ""} ${carried && !text ? "media-only" : ""} ${message.photo ? "has-photo" : ""}` },
    context.isGroup && !isOwn && el("div", { class: `sender colour-${colourOf(message.from.id)}`, dir: "auto" }, nameOf(message.from)),
    message.reply_to_message && reply(message.reply_to_message, context),
    carried,
    text !== undefined && written(text, entities, context),
    meta(message, context),
  );
}

/** Draw the text; after a quote at its end the time needs no room in the last line. */
function written(text, entities, context) {
  const node = el("div", { class: "text", dir: "auto" }, formatted(text, entities, context));
  node.classList.toggle("ends-in-block", node.lastChild instanceof Element && node.lastChild.matches(".quote, pre"));
  return node;
}

/** Draw the time; like Telegram, do not call what lives by its buttons "edited". */
function meta(message, { isOwn, hadKeyboard }) {
  const edited = message.edit_date && !hadKeyboard && el("span", { class: "edited" }, "edited");
  const time = el("time", { datetime: new Date(message.date * 1000).toISOString() }, clock(message.date));
  return el("span", { class: "meta", title: fullTime(message.date) }, edited, time, isOwn && icon("read"));
}

function reply(original, context) {
  const look = { type: "button", class: "reply", onclick: () => context.onreply(original.message_id) };
  return el("button", look, el("strong", {}, nameOf(original.from)), el("span", {}, preview(original)));
}
