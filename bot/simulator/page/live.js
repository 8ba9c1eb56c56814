// The event stream: reconnects by itself, and says when everything must be fetched again.

const RETRY_AFTER = 1000;

/** Listen at an address; `onopen` runs at every (re)connection, because events are not repeated. */
export function listen(url, { onevent, onopen, onlost }) {
  let source = null;

  function connect() {
    source = new EventSource(url);
    source.onopen = onopen;
    source.onmessage = (message) => onevent(JSON.parse(message.data));
    source.onerror = () => {
      source.close();
      onlost();
      setTimeout(connect, RETRY_AFTER);
    };
  }

  addEventListener("pagehide", () => source.close());
  // a page that comes back from the browser's cache is silent: connect it again
  addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
}
