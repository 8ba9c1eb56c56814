// The page's side of /preview/api.

import { getJson, postJson } from "/http.js";

const BASE = "/preview/api";

/** Fetch what there is to try, and what is wrong. */
export function getState() {
  return getJson(`${BASE}/state`);
}

/** Show something in the chat: `{kind: "question", id}` or `{kind: "card", lesson, card}`. */
export function show({ kind, ...choice }) {
  return postJson(`${BASE}/${kind}`, choice);
}

/** Name the address of the event stream. */
export const EVENTS_URL = `${BASE}/events`;
