// Keyboard use of the messages: Tab stops at the newest buttons only, arrow keys lead to the older ones.

const STOPS = ".keyboard-row, .edit";

/** Let arrow keys move among the buttons in a column of messages. */
export function rove(column) {
  column.addEventListener("keydown", (event) => {
    const from = event.target.closest(".key, .edit");
    if (!from || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const next = neighbour(column, from, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  });
}

/** Keep Tab short: the newest keyboard and the newest own message; all others wait for the arrows. */
export function setTabStops(column) {
  const newest = [...column.querySelectorAll(".keyboard")].at(-1);
  const pencil = [...column.querySelectorAll(".edit")].at(-1);
  for (const key of column.querySelectorAll(".key")) key.tabIndex = newest.contains(key) ? 0 : -1;
  for (const edit of column.querySelectorAll(".edit")) edit.tabIndex = edit === pencil ? 0 : -1;
}

function neighbour(column, from, key) {
  const stops = [...column.querySelectorAll(STOPS)];
  const row = from.closest(STOPS);
  const steps = { ArrowUp: -1, ArrowDown: 1 };
  const sides = { ArrowLeft: from.previousElementSibling, ArrowRight: from.nextElementSibling };
  if (key in sides) return row.matches(".edit") ? null : sides[key];
  const target = key in steps ? stops[stops.indexOf(row) + steps[key]] : null;
  if (!target) return null;
  const place = row.matches(".edit") ? 0 : [...row.children].indexOf(from);
  return target.matches(".edit") ? target : target.children[Math.min(place, target.children.length - 1)];
}
