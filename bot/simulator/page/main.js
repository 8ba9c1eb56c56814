// Puts the page together: the list, the open chat, the event stream and the address.

import { EVENTS_URL, getState } from "./api.js";
import { openChat } from "./chat.js";
import { coalesce } from "./coalesce.js";
import { el, icon } from "./dom.js";
import { listen } from "./live.js";
import { createPeople } from "./people.js";
import { LIST_HASH, isSameRoute, onRoute, readRoute } from "./router.js";
import { markSeen } from "./seen.js";
import { forget, settle } from "./taps.js";

const root = document.getElementById("chat");
const connection = document.getElementById("connection");
const people = createPeople(document.getElementById("people"));
let state = null;
let route = readRoute();
let chat = null;

const refreshState = coalesce(async () => {
  state = await getState();
  document.title = state.bot.first_name;
  goTo(route);
  chat?.introduce(state.bot);
  showPeople();
});

/** Open what the address names; a chat that is open already stays as it is. */
function goTo(wanted) {
  const before = route;
  route = wanted;
  if (!state || (chat && isSameRoute(wanted, chat))) return;
  chat?.close();
  chat = null;
  const group = state.groups.find(({ id }) => id === wanted?.chatId);
  const person = state.people.find(({ id }) => id === (wanted?.personId ?? group?.members[0]));
  const isThere = person && (group ? group.members.includes(person.id) : wanted.chatId === person.id);
  document.body.dataset.view = wanted ? "chat" : "list";
  if (isThere) {
    chat = openChat(root, { state, person, group, onshown: showPeople });
    if (group && wanted.personId === null) route = { ...wanted, personId: person.id };
    refreshChat();
  } else {
    root.replaceChildren(placeholder(wanted));
    if (before && !wanted) document.querySelector(`[data-chat-id="${before.chatId}"]`)?.focus({ preventScroll: true });
  }
}

/** Show the list; what is open before the reader's eyes counts as seen. */
function showPeople() {
  const open = [...state.people, ...state.groups].find(({ id }) => id === chat?.chatId);
  if (open && document.visibilityState === "visible") markSeen(open.id, open.received);
  people.show(state, route);
}

function refreshChat() {
  return chat?.refresh().catch(() => {});
}

function placeholder(wanted) {
  if (!wanted) return el("p", { class: "pill" }, "Choose a person to start chatting as them");
  return el("div", { class: "pill" }, "This chat is not here.", el("a", { href: LIST_HASH }, icon("back"), "To the list"));
}

function onevent(event) {
  if (event.kind === "answer") settle(event);
  if (event.kind !== "answer") refreshState().catch(() => {});
  if (event.kind === "chat" && event.chat_id === chat?.chatId) refreshChat();
}

function onopen() {
  connection.textContent = "";
  refreshState().catch(() => {});
  refreshChat();
}

function onlost() {
  connection.textContent = "Reconnecting…";
  forget();
}

onRoute((wanted) => {
  goTo(wanted);
  if (state) showPeople();
});
document.addEventListener("visibilitychange", () => state && showPeople());
document.body.toggleAttribute("data-framed", self !== top);
refreshState().catch(() => {});
listen(EVENTS_URL, { onevent, onopen, onlost });
