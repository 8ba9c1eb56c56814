// What a reader opens in a text: expandable quotes (closed beyond three lines) and spoilers.

import { el, icon } from "./dom.js";

const FOLDED_LINES = 3;
const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => measure(target)));

/** Make a quote that is closed to three lines until the reader opens it. */
export function expandable(content) {
  const text = el("div", { class: "quote-text" }, content);
  const label = "Show the whole quote";
  const toggle = el("button", { type: "button", class: "quote-toggle", "aria-expanded": "false", "aria-label": label });
  toggle.append(icon("chevron"));
  const quote = el("blockquote", { class: "quote expandable" }, text, toggle);
  quote.addEventListener("click", (event) => {
    const isOnLink = event.target.closest("a, .link, .spoiler");
    const isSelecting = String(getSelection()) !== "";
    if (quote.classList.contains("is-long") && !isOnLink && (!isSelecting || toggle.contains(event.target))) {
      setOpen(quote, !quote.classList.contains("is-open"));
    }
  });
  sizes.observe(text);
  return quote;
}

/** List what the quotes say that are open now. */
export function openQuotes(node) {
  return [...node.querySelectorAll(".quote.is-open .quote-text")].map((text) => text.textContent);
}

/** Open again the quotes that still say the same. */
export function reopen(node, texts) {
  for (const text of node.querySelectorAll(".expandable .quote-text")) {
    if (texts.includes(text.textContent)) setOpen(text.parentNode, true);
  }
}

/** Hide a text until the reader asks for it. */
export function spoiler(content) {
  const look = { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler: press to show" };
  const node = el("span", look, el("span", { class: "spoiler-text" }, content));
  const reveal = () => {
    node.classList.add("is-open");
    for (const name of ["role", "tabindex", "aria-label"]) node.removeAttribute(name);
  };
  node.addEventListener("click", reveal);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    reveal();
  });
  return node;
}

function setOpen(quote, isOpen) {
  quote.classList.toggle("is-open", isOpen);
  const toggle = quote.querySelector(".quote-toggle");
  toggle.setAttribute("aria-expanded", String(isOpen));
  toggle.setAttribute("aria-label", isOpen ? "Fold the quote" : "Show the whole quote");
}

/** Offer to open only what is longer than three lines, as Telegram does. */
function measure(text) {
  if (!text.isConnected) {
    sizes.unobserve(text);
    return;
  }
  const line = parseFloat(getComputedStyle(text).lineHeight);
  text.parentNode.classList.toggle("is-long", text.scrollHeight > line * FOLDED_LINES + 2);
}
