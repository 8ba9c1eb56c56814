// The bot's commands: behind the Menu button, and as suggestions while a command is typed.

import { el, icon, isTouch } from "./dom.js";

/** Build button and list; `choose` sends a command, `handle` takes keys of the text field. */
export function createSuggestions({ input, choose }) {
  const panel = el("div", { class: "suggestions", id: "commands", role: "listbox", "aria-label": "Commands", hidden: true });
  const button = el(
    "button",
    { type: "button", class: "menu-button", "aria-label": "Menu", "aria-expanded": "false", "aria-controls": "commands" },
    icon("menu"),
    el("span", { "aria-hidden": "true" }, "Menu"),
  );
  let commands = [];
  let offered = [];
  let chosen = -1;
  button.hidden = true;
  input.setAttribute("aria-controls", "commands");
  input.setAttribute("aria-autocomplete", "list");
  button.addEventListener("click", () => {
    if (!panel.hidden) close();
    else offer(commands, isTouch() ? -1 : 0);
    if (!isTouch()) input.focus();
  });

  function showCommands(now) {
    if (JSON.stringify(now) === JSON.stringify(commands)) return;
    commands = now;
    button.hidden = commands.length === 0;
  }

  /** Offer what begins like the text. */
  function update(text) {
    const typed = /^\/\w*$/.test(text) ? text.slice(1).toLowerCase() : null;
    if (typed === null) close();
    else offer(commands.filter(({ command }) => command.startsWith(typed)), 0);
  }

  function offer(list, first) {
    if (list.length === 0) {
      close();
      return;
    }
    offered = list;
    panel.replaceChildren(...list.map(option));
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    mark(first);
    document.addEventListener("pointerdown", closeOutside, true);
  }

  function option({ command, description }, place) {
    const look = { class: "suggestion", role: "option", id: `command-${place}`, "aria-selected": "false" };
    return el(
      "div",
      { ...look, onclick: () => send(place), onpointermove: () => mark(place) },
      el("span", { class: "suggestion-name" }, `/${command}`),
      el("span", { class: "suggestion-text", dir: "auto" }, description),
    );
  }

  function mark(place) {
    chosen = place;
    [...panel.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === place)));
    const node = panel.children[place];
    node?.scrollIntoView({ block: "nearest" });
    if (node) input.setAttribute("aria-activedescendant", node.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function send(place) {
    const { command } = offered[place];
    close();
    choose(`/${command}`);
  }

  function close() {
    panel.hidden = true;
    chosen = -1;
    button.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    document.removeEventListener("pointerdown", closeOutside, true);
  }

  function closeOutside(event) {
    if (!panel.contains(event.target) && !button.contains(event.target) && event.target !== input) close();
  }

  /** Take a key while the list is open; true when it was for the list. */
  function handle(event) {
    if (panel.hidden) return false;
    const steps = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 };
    if (event.key in steps) mark((steps[event.key] + offered.length) % offered.length);
    else if (event.key === "Enter" && !event.shiftKey && chosen >= 0) send(chosen);
    else if (event.key === "Tab" && !event.shiftKey && chosen >= 0) complete();
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  }

  /** Write the command into the text, to go on with a word after it. */
  function complete() {
    input.value = `/${offered[chosen].command} `;
    close();
  }

  return { button, panel, showCommands, update, handle, close };
}
