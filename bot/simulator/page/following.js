// Where the focus goes after a tap: to the first button of the message that came of it.

const LASTS = 10_000;

/** Watch taps in a column; `next(nodes)` names the button to focus among new messages, or null. */
export function followTaps(column) {
  let tappedAt = -Infinity;

  column.addEventListener("click", (event) => {
    if (event.target.closest(".key[data-place]")) tappedAt = performance.now();
  });

  function next(nodes) {
    const key = nodes.map((node) => node.querySelector(".key")).find(Boolean);
    if (!key || performance.now() - tappedAt > LASTS || !isStillThere()) return null;
    tappedAt = -Infinity;
    return key;
  }

  /** The reader who went elsewhere meanwhile is left there; a button that went away leaves the body. */
  function isStillThere() {
    const { activeElement } = document;
    return activeElement === document.body || activeElement.matches(".key");
  }

  return { next };
}
