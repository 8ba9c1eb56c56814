// What the bot or the page tells in passing (toast) or wants to be confirmed (alert).

import { el } from "./dom.js";

const SHOWN_FOR = 3500;
const PER_LETTER = 35;

/** Show a short notice that goes away by itself. */
export function showToast(text) {
  const box = document.getElementById("toasts");
  const toast = el("div", { class: "toast", "data-testid": "toast" }, text);
  box.replaceChildren(toast);
  setTimeout(() => toast.classList.add("leaving"), SHOWN_FOR + PER_LETTER * text.length);
  setTimeout(() => toast.remove(), SHOWN_FOR + PER_LETTER * text.length + 300);
}

/** Show a notice that stays until it is closed; gives the focus back. */
export function showAlert(text, title) {
  const before = document.activeElement;
  const close = el("button", { type: "submit", class: "alert-close", autofocus: true }, "OK");
  const dialog = el(
    "dialog",
    { class: "alert", role: "alertdialog", "aria-labelledby": "alert-title", "aria-describedby": "alert-text" },
    el("h2", { id: "alert-title" }, title),
    el("p", { id: "alert-text", dir: "auto" }, text),
    el("form", { method: "dialog" }, close),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before?.isConnected) before.focus({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
