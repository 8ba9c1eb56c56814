// Where the reader is, as a hash: reload, links and the browser's Back work by themselves.

const CHAT = /^#\/chat\/(-?\d+)(?:\/as\/(\d+))?$/;

/** Read the address: `{chatId, personId}`, or null for the list of people. */
export function readRoute(hash = location.hash) {
  const match = CHAT.exec(hash);
  if (!match) return null;
  const chatId = Number(match[1]);
  const personId = match[2] ? Number(match[2]) : chatId > 0 ? chatId : null;
  return { chatId, personId };
}

/** Write the address of a chat as a person sees it. */
export function chatHash(chatId, personId) {
  return `#/chat/${chatId}/as/${personId}`;
}

/** Write the address of the list. */
export const LIST_HASH = "#/";

/** Tell two routes apart. */
export function isSameRoute(one, other) {
  return one?.chatId === other?.chatId && one?.personId === other?.personId;
}

/** Call back at every change of place. */
export function onRoute(callback) {
  addEventListener("hashchange", () => callback(readRoute()));
}
