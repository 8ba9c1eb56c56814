// The left column: the people whom the reader can be, the groups, and what is new for each.

import { avatar, nameOf } from "./avatars.js";
import { recently } from "./dates.js";
import { el, icon } from "./dom.js";
import { ending } from "./preview.js";
import { chatHash } from "./router.js";
import { unread } from "./seen.js";

const SEARCH_FROM = 9;

/** Build the column; `show(state, route)` brings it up to date. */
export function createPeople(root) {
  const title = el("h1");
  const face = el("span", { class: "people-bot" });
  const search = el("input", { type: "search", placeholder: "Find a person", "aria-label": "Find a person" });
  const searchBox = el("div", { class: "people-search", hidden: true }, icon("search"), search);
  const lists = el("div", { class: "people-lists" });
  const note = el("p", { class: "people-note" }, icon("shield"), "Local simulator. Nothing leaves this machine.");
  const subtitle = el("p", {}, "Who would you like to be?");
  const head = el("header", { class: "people-head" }, face, el("div", {}, title, subtitle));
  root.append(head, searchBox, lists, note);
  const rows = new Map();
  search.addEventListener("input", filter);

  function show(state, route) {
    title.textContent = state.bot.first_name;
    if (!face.firstChild) face.append(avatar(state.bot));
    searchBox.hidden = state.people.length + state.groups.length < SEARCH_FROM;
    section("People", state.people.map((person) => ({ ...person, personId: person.id })), state, route);
    section("Groups", state.groups.filter((group) => group.members.length).map((group) => entryOf(group, route)), state, route);
    filter();
  }

  /** Keep a titled list in order, reusing its rows so that focus and scroll stay. */
  function section(name, entries, state, route) {
    const id = `people-${name.toLowerCase()}`;
    let box = lists.querySelector(`#${id}`)?.parentNode;
    if (!box && entries.length) {
      box = el("section", { "aria-labelledby": id }, el("h2", { id }, name), el("ul"));
      lists.append(box);
    }
    const list = box?.querySelector("ul");
    entries.forEach((entry, place) => {
      if (!rows.has(entry.id)) rows.set(entry.id, createRow(entry));
      const row = rows.get(entry.id);
      row.show(entry, state, route);
      if (list.children[place] !== row.node) list.insertBefore(row.node, list.children[place] ?? null);
    });
    while (list && list.children.length > entries.length) list.lastElementChild.remove();
  }

  function filter() {
    const wanted = searchBox.hidden ? "" : search.value.trim().toLowerCase();
    for (const { node } of rows.values()) node.hidden = !node.textContent.toLowerCase().includes(wanted);
  }

  return { show };
}

/** In a group the reader stays who they are, or becomes its first member. */
function entryOf(group, route) {
  const isOpen = route?.chatId === group.id && route.personId;
  return { ...group, personId: isOpen ? route.personId : group.members[0] };
}

function createRow(entry) {
  const name = el("span", { class: "row-name", dir: "auto" });
  const note = el("span", { class: "row-note" });
  const time = el("time", { class: "row-time" });
  const last = el("span", { class: "row-last", dir: "auto" });
  const badge = el("span", { class: "badge" });
  const link = el(
    "a",
    { class: "row", "data-chat-id": entry.id },
    avatar(entry),
    el("span", { class: "row-top" }, name, note),
    time,
    el("span", { class: "row-bottom" }, last, badge),
  );

  function show(now, state, route) {
    const message = now.last_message;
    const count = unread(now);
    const isOpen = route?.chatId === now.id;
    link.href = chatHash(now.id, now.personId);
    link.toggleAttribute("aria-current", isOpen);
    if (isOpen) link.setAttribute("aria-current", "page");
    name.textContent = nameOf(now);
    note.textContent = now.note ?? "";
    note.hidden = !now.note;
    time.textContent = message ? recently(message.date) : "";
    last.textContent = message ? whoWrote(message, now, state) + ending(message) : emptyWords(now);
    badge.textContent = count > 99 ? "99+" : String(count);
    badge.hidden = count === 0;
    badge.setAttribute("aria-label", `${count} unread`);
  }

  return { node: el("li", {}, link), show };
}

function whoWrote(message, chat, state) {
  if (message.from.id === chat.id) return "You: ";
  return message.from.id === state.bot.id && !chat.title ? "" : `${message.from.first_name}: `;
}

function emptyWords(chat) {
  return chat.title ? "Nobody wrote yet" : "Has not started the bot";
}
