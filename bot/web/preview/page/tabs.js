// The tabs: one list at a time, and on a phone the chat takes a turn, too.

import { el } from "/dom.js";

const NAMES = { questions: "Questions", lessons: "Lessons", problems: "Problems", chat: "Chat" };
const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const narrow = matchMedia("(max-width: 45em)");

/** Build the tabs of the panes in the document; arrow keys move among them. */
export function createTabs(root) {
  const tabs = new Map();
  for (const [id, name] of Object.entries(NAMES)) {
    const badge = el("span", { class: "badge", hidden: true });
    const tab = el("button", { type: "button", role: "tab", id: `tab-${id}`, class: "tab", "aria-controls": id, onclick: () => open(id) }, name, badge);
    const pane = document.getElementById(id);
    tabs.set(id, { tab, pane, badge });
    root.append(tab);
  }
  root.addEventListener("keydown", onkeydown);
  narrow.addEventListener("change", settle);
  open("questions");
  settle();

  /** Open a pane; on a wide page the chat is always open. */
  function open(id) {
    for (const [name, { tab, pane }] of tabs) {
      tab.setAttribute("aria-selected", String(name === id));
      tab.tabIndex = name === id ? 0 : -1;
      if (name !== "chat") pane.hidden = name !== id;
    }
    document.body.dataset.open = id;
  }

  /** On a wide page the chat needs no tab, and is no panel of one. */
  function settle() {
    for (const { tab, pane } of tabs.values()) {
      const isTab = tab.id !== "tab-chat" || narrow.matches;
      if (pane.tagName === "SECTION") pane.setAttribute("role", "tabpanel");
      tab.hidden = !isTab;
    }
    if (!narrow.matches && document.body.dataset.open === "chat") open("questions");
  }

  function openChat() {
    if (narrow.matches) open("chat");
  }

  function count(id, number, isBad = false) {
    const { badge } = tabs.get(id);
    badge.textContent = String(number);
    badge.hidden = number === 0;
    badge.classList.toggle("is-bad", isBad);
  }

  function onkeydown(event) {
    if (!(event.key in STEPS)) return;
    const shown = [...tabs.keys()].filter((id) => !tabs.get(id).tab.hidden);
    const here = shown.indexOf(document.body.dataset.open);
    const id = shown[(here + STEPS[event.key] + shown.length) % shown.length];
    event.preventDefault();
    open(id);
    tabs.get(id).tab.focus();
  }

  return { open, openChat, count };
}
