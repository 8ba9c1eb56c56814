// The bar over a chat: with whom, as whom, typing, and what else one can do.

import { avatar, nameOf } from "./avatars.js";
import { el, icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { LIST_HASH, chatHash } from "./router.js";

/** Build the bar; `show` tells whether the bot is typing, `actions` fills the menu. */
export function createHeader({ state, group, person, actions }) {
  const other = group ?? state.bot;
  const usual = group ? `${group.members.length + 1} members` : "bot";
  const status = el("p", { class: "head-status", role: "status" }, usual);
  const node = el(
    "header",
    { class: "head" },
    el("a", { class: "icon-button back", href: LIST_HASH, "aria-label": "Back to the list of people" }, icon("back")),
    avatar(other),
    el("div", { class: "head-title" }, el("h2", { dir: "auto" }, nameOf(other)), status),
    group ? speaker(state, group, person) : whoami(person),
    menuButton("more", "More", actions),
  );

  function showTyping(isTyping) {
    if (node.classList.contains("is-typing") === isTyping) return;
    node.classList.toggle("is-typing", isTyping);
    status.textContent = isTyping ? "typing…" : usual;
  }

  return { node, showTyping };
}

function whoami(person) {
  const label = `You are ${nameOf(person)}`;
  const last = person.last_name && el("span", { class: "last-name" }, ` ${person.last_name}`);
  const name = el("span", { class: "whoami-name", dir: "auto" }, person.first_name, last);
  return el("div", { class: "whoami", role: "img", "aria-label": label, title: label }, avatar(person), name);
}

/** In a group: choose who speaks. */
function speaker(state, group, person) {
  const members = state.people.filter(({ id }) => group.members.includes(id));
  const options = members.map((member) => el("option", { value: member.id, selected: member.id === person.id }, nameOf(member)));
  const onchange = (event) => location.replace(chatHash(group.id, event.target.value));
  const choice = el("select", { "aria-label": "Speak as", onchange }, options);
  return el("div", { class: "whoami is-choice" }, avatar(person), choice, icon("chevron"));
}
