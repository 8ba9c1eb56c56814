// What has been read: how many of the bot's messages in each chat, kept by this browser.

const KEY = "simulator:seen:";

/** Count what the reader has not seen; `received` counts what the bot wrote. */
export function unread(chat) {
  return Math.max(0, chat.received - read(chat.id));
}

/** Remember that everything in a chat is seen. */
export function markSeen(chatId, received) {
  if (read(chatId) !== received) localStorage.setItem(KEY + chatId, String(received));
}

function read(chatId) {
  return Number(localStorage.getItem(KEY + chatId)) || 0;
}
