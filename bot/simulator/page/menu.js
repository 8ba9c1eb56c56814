// A button that opens a small menu: arrow keys, Escape and a click elsewhere work as expected.

import { el, icon, iconButton } from "./dom.js";

/** Make the button with its menu; `list` gives `{icon, label, run, isDangerous}` when it opens. */
export function menuButton(iconName, label, list) {
  const button = iconButton(iconName, label, () => (panel.hidden ? open() : close()), {
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  const panel = el("div", { class: "menu", role: "menu", "aria-label": label, hidden: true });
  const box = el("div", { class: "menu-box" }, button, panel);

  function open() {
    panel.replaceChildren(...list().map(item));
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    panel.firstElementChild?.focus();
    document.addEventListener("pointerdown", closeOutside, true);
  }

  function close() {
    const hadFocus = panel.contains(document.activeElement);
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", closeOutside, true);
    if (hadFocus) button.focus();
  }

  function closeOutside(event) {
    if (!box.contains(event.target)) close();
  }

  function item({ icon: name, label: text, run, isDangerous }) {
    const look = { type: "button", role: "menuitem", class: isDangerous && "dangerous", tabindex: "-1" };
    const choose = () => {
      close();
      run();
    };
    return el("button", { ...look, onclick: choose }, icon(name), text);
  }

  panel.addEventListener("keydown", (event) => {
    const items = [...panel.children];
    const place = items.indexOf(document.activeElement);
    const steps = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: -1 };
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key in steps) {
      event.preventDefault();
      items.at(steps[event.key] % items.length).focus();
    }
  });
  return box;
}
