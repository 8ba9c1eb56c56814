// The inline keyboard under a message: what each kind of button looks like and does.

import { el, icon } from "./dom.js";
import { isWaiting, placeOf, tap } from "./taps.js";
import { showToast } from "./toast.js";

/** Draw the keyboard of a message, or nothing. */
export function inlineKeyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const keyboard = el("div", { class: "keyboard", role: "group", "aria-label": "Buttons" });
  for (const row of rows) {
    keyboard.append(el("div", { class: "keyboard-row" }, row.map((button) => draw(button, message, context))));
  }
  return keyboard;
}

function draw(button, message, context) {
  const look = { class: `key ${button.style ? `key-${button.style}` : ""}`, title: button.text };
  const text = el("span", { class: "key-text", dir: "auto" }, button.text);
  if (button.url) {
    const target = { href: button.url, target: "_blank", rel: "noopener noreferrer" };
    const onclick = (event) => context.onlink(button.url, event);
    return el("a", { ...look, ...target, title: button.url, onclick }, text, icon("link"));
  }
  if (button.callback_data !== undefined) {
    const place = placeOf(context.chatId, message.message_id, button.callback_data);
    const busy = { "data-place": place, "aria-busy": String(isWaiting(place)) };
    const onclick = () => tap({ ...context, messageId: message.message_id, data: button.callback_data });
    return el("button", { type: "button", ...look, ...busy, onclick }, text);
  }
  const onclick = () => (button.copy_text ? copy(button.copy_text.text) : explain(button));
  return el("button", { type: "button", ...look, onclick }, text, icon(button.copy_text ? "copy" : "link"));
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    showToast("Copied");
  } catch {
    showToast(`Could not copy: ${text}`);
  }
}

function explain(button) {
  const kind = button.web_app ? "a web app" : "inline mode";
  showToast(`This button opens ${kind}, which the simulator does not show.`);
}
