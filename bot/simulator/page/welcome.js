// What stands in a chat before its first message: who the bot is and what it can do.

import { avatar, nameOf } from "./avatars.js";
import { el } from "./dom.js";

/** Build the introduction; `show(bot)` follows what the bot says of itself. */
export function createWelcome(bot) {
  const node = el("div", { class: "welcome" });

  function show(now) {
    node.replaceChildren(
      avatar(now),
      el("h3", { dir: "auto" }, nameOf(now)),
      ...(now.description ? described(now) : [el("p", { class: "welcome-text" }, "Press START and the bot will answer.")]),
    );
  }

  show(bot);
  return { node, show };
}

function described({ description }) {
  const title = el("p", { class: "welcome-title" }, "What can this bot do?");
  return [title, el("p", { class: "welcome-text", dir: "auto" }, description)];
}
