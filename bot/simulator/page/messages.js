// The list of messages: keyed, so an edit touches one message and never moves what is read.

import { el, iconButton } from "./dom.js";
import { dayName } from "./dates.js";
import { followTaps } from "./following.js";
import { shareGutter } from "./gutter.js";
import { createMessage } from "./message.js";
import { pickOwn } from "./picking.js";
import { rove, setTabStops } from "./roving.js";

const NEAR = 80;
const TOGETHER_WITHIN = 10 * 60;

/** Build the list; `show(messages)` brings it up to date, `empty` stands there while there are none. */
export function createMessages(context, empty) {
  const column = el("div", { class: "column" });
  const look = { class: "log", role: "log", "aria-live": "polite", "aria-label": "Messages", tabindex: "0" };
  const log = el("div", look, column);
  const count = el("span", { class: "badge" });
  const down = iconButton("down", "Go to the newest message", () => goDown("smooth"), { class: "icon-button to-bottom" });
  down.append(count);
  const node = el("div", { class: "messages" }, log, down);
  const rows = new Map();
  let isFirst = true;
  let missed = 0;
  let height = 0;
  const taps = followTaps(column);
  pickOwn(column);
  rove(column);

  function show(messages, { isFollowed = false } = {}) {
    const wasDown = isFirst || isFollowed || distance() < NEAR;
    const anchor = wasDown ? null : findAnchor();
    const added = place(messages);
    setTabStops(column);
    const next = taps.next(added);
    if (wasDown || next) goDown();
    else if (anchor?.node.isConnected) log.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    if (!wasDown && !next) missed += added.length;
    next?.focus({ preventScroll: true });
    isFirst = false;
    showButton();
  }

  /** Put separators and messages in order; returns the nodes of messages that are new. */
  function place(messages) {
    const wanted = layOut(messages);
    const added = [];
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, row] of rows) {
      if (keys.has(key)) continue;
      row.node.remove();
      rows.delete(key);
    }
    wanted.forEach((item, index) => {
      if (!rows.has(item.key)) {
        rows.set(item.key, item.day ? { node: separator(item.day) } : createMessage(context));
        if (item.message && !isFirst) {
          added.push(rows.get(item.key).node);
          added.at(-1).classList.add("is-new");
        }
      }
      const row = rows.get(item.key);
      if (item.message) {
        row.show(item.message);
        row.node.classList.toggle("first", item.isFirst);
        row.node.classList.toggle("last", item.isLast);
      }
      if (column.children[index] !== row.node) column.insertBefore(row.node, column.children[index] ?? null);
    });
    if (wanted.length === 0) column.append(empty);
    else empty.remove();
    return added;
  }

  function goDown(behavior = "instant") {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    log.scrollTo({ top: log.scrollHeight, behavior: isCalm ? "instant" : behavior });
    missed = 0;
    showButton();
  }

  function showButton() {
    if (distance() < NEAR) missed = 0;
    down.classList.toggle("is-shown", distance() >= NEAR);
    down.tabIndex = distance() >= NEAR ? 0 : -1;
    count.textContent = String(missed);
    count.hidden = missed === 0;
    const label = missed ? `${missed} new ${missed === 1 ? "message" : "messages"}: go down` : "Go to the newest message";
    down.setAttribute("aria-label", label);
    down.title = label;
  }

  function distance() {
    return log.scrollHeight - log.scrollTop - log.clientHeight;
  }

  /** Find the first message in view, to keep it where it is. */
  function findAnchor() {
    const edge = log.getBoundingClientRect().top;
    const node = [...column.children].find((child) => child.getBoundingClientRect().bottom > edge);
    return node && { node, top: node.getBoundingClientRect().top };
  }

  function goTo(messageId) {
    const target = rows.get(messageId)?.node;
    if (!target) return;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.classList.remove("is-marked");
    requestAnimationFrame(() => target.classList.add("is-marked"));
  }

  log.addEventListener("scroll", showButton, { passive: true });
  new ResizeObserver(() => {
    if (height) log.scrollTop += height - log.clientHeight;
    height = log.clientHeight;
    if (log.isConnected) shareGutter(log, node.parentNode);
    showButton();
  }).observe(log);

  return { node, show, goTo };
}

/** List days and messages with their keys; messages of one sender in a row belong together, a keyboard ends the row. */
function layOut(messages) {
  const items = [];
  messages.forEach((message, index) => {
    const [before, after] = [messages[index - 1], messages[index + 1]];
    const day = dayName(message.date);
    if (!before || dayName(before.date) !== day) items.push({ key: `day of ${message.message_id}`, day });
    const isFirst = !isTogether(before, message);
    items.push({ key: message.message_id, message, isFirst, isLast: !isTogether(message, after) });
  });
  return items;
}

function isTogether(one, next) {
  if (!one || !next || one.from.id !== next.from.id || one.reply_markup) return false;
  return next.date - one.date < TOGETHER_WITHIN && dayName(one.date) === dayName(next.date);
}

function separator(day) {
  return el("div", { class: "day" }, el("span", {}, day));
}
