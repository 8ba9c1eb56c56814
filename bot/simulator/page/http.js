// Talks JSON to the server; an Error has the server's words, and its status.

/** Fetch. */
export async function getJson(url) {
  return readAnswer(await reach(url, { cache: "no-store" }));
}

/** Post. */
export async function postJson(url, body) {
  const headers = { "Content-Type": "application/json" };
  return readAnswer(await reach(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** Reach the server; browsers say "Failed to fetch" when nobody is there, which tells readers nothing. */
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
