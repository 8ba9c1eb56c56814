// The page's side of /page/api.

import { getJson, postJson } from "./http.js";

const BASE = "/page/api";

/** Fetch who is there. */
export function getState() {
  return getJson(`${BASE}/state`);
}

/** Fetch a chat as a person sees it. */
export function getChat(chatId, personId) {
  return getJson(`${BASE}/chats/${chatId}?person=${personId}`);
}

/** Let a person act; an Error with the server's words when it refuses. */
export function act(body) {
  return postJson(`${BASE}/act`, body);
}

/** Name the address of a file's bytes. */
export function fileUrl(fileId) {
  return `${BASE}/files/${encodeURIComponent(fileId)}`;
}

/** Name the address of the event stream. */
export const EVENTS_URL = `${BASE}/events`;

/** Read a file or blob as base64, as acts carry it. */
export function readBase64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
