// START with a code: the code is a secret, so the page shows only "/start", as Telegram does.

const WITH_PAYLOAD = /^\/start [A-Za-z0-9_-]{1,64}$/;

/** Tell whether a person's message carries a code that must not be shown. */
export function hidesPayload(message) {
  return !message.from?.is_bot && WITH_PAYLOAD.test(message.text ?? "");
}

/** Give the text of a message as it may be shown. */
export function shownText(message) {
  return hidesPayload(message) ? "/start" : message.text ?? message.caption;
}

/** Tell whether a person may edit a message of theirs; a hidden code cannot be edited unseen. */
export function isEditable(message) {
  return message.text !== undefined && !hidesPayload(message);
}
