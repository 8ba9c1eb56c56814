// The page's side of /page/api: the only module that talks to the server.

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
export async function act(body) {
  const headers = { "Content-Type": "application/json" };
  return readAnswer(await reach(`${BASE}/act`, { method: "POST", headers, body: JSON.stringify(body) }));
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

async function getJson(url) {
  return readAnswer(await reach(url, { cache: "no-store" }));
}

/** Fetch; browsers say "Failed to fetch" when nobody is there, which tells readers nothing. */
async function reach(url, options) {
  try {
    return await fetch(url, options);
  } catch (error) {
    throw new Error("The simulator cannot be reached", { cause: error });
  }
}

async function readAnswer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) {
    const error = new Error(body.description || `The server answered ${response.status}`);
    error.status = response.status;
    throw error;
  }
  return body;
}
