// Taps on inline buttons: a button spins until the bot answers, and the answer is shown once.

import { act } from "./api.js";
import { showAlert, showToast } from "./toast.js";

const GIVE_UP_AFTER = 60_000;
const waiting = new Map(); // place of the button -> its callback query, or null while it is sent
const early = new Map(); // answers that came before we knew the id of our own tap

/** Tell whether a button still waits for its answer. */
export function isWaiting(place) {
  return waiting.has(place);
}

/** Name a button: chat, message and data; it survives that the keyboard is drawn anew. */
export function placeOf(chatId, messageId, data) {
  return `${chatId}/${messageId}/${data}`;
}

/** Tap for a person; a second tap on a waiting button does nothing, as in Telegram. */
export async function tap({ chatId, personId, messageId, data }) {
  const place = placeOf(chatId, messageId, data);
  if (waiting.has(place)) return;
  setWaiting(place, null);
  try {
    const body = { person: personId, chat_id: chatId, do: "tap", message_id: messageId, data };
    const { callback_query_id: id } = await act(body);
    if (waiting.has(place)) setWaiting(place, id);
    setTimeout(() => waiting.get(place) === id && stop(place), GIVE_UP_AFTER);
    if (early.has(id)) settle(early.get(id));
  } catch (error) {
    stop(place);
    showToast(error.message);
  }
}

/** Take an answer of the event stream: ours is shown, another page's is not. */
export function settle(answer) {
  const found = [...waiting].find(([, id]) => id === answer.callback_query_id);
  if (!found) {
    if ([...waiting.values()].includes(null)) early.set(answer.callback_query_id, answer);
    return;
  }
  stop(found[0]);
  if (!answer.text) return;
  if (answer.show_alert) showAlert(answer.text, document.title);
  else showToast(answer.text);
}

/** Stop all spinning: after a lost connection nobody knows what was answered. */
export function forget() {
  for (const place of [...waiting.keys()]) stop(place);
}

function setWaiting(place, id) {
  waiting.set(place, id);
  mark(place, true);
}

function stop(place) {
  waiting.delete(place);
  if (![...waiting.values()].includes(null)) early.clear();
  mark(place, false);
}

function mark(place, isBusy) {
  for (const button of document.querySelectorAll(".keyboard button")) {
    if (button.dataset.place === place) button.setAttribute("aria-busy", String(isBusy));
  }
}
