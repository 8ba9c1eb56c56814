// Where a person writes: text that grows, sending, editing, drafts that wait in their chat.

import { createAttachments } from "./attachments.js";
import { el, icon, iconButton } from "./dom.js";
import { isEditable } from "./payload.js";
import { preview } from "./preview.js";
import { createSuggestions } from "./suggestions.js";

const MAX_TEXT = 4096;
const drafts = new Map();

/** Build the composer; `perform` lets the person act, `messages` gives what can be edited. */
export function createComposer({ perform, messages, personId, chatId }) {
  const draftKey = `${chatId}/${personId}`;
  let editing = null;

  const text = el("textarea", {
    rows: "1",
    placeholder: "Message",
    "aria-label": "Message",
    maxlength: MAX_TEXT,
    dir: "auto",
    autocomplete: "off",
    enterkeyhint: "send",
  });
  const send = el("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
  const suggestions = createSuggestions({ input: text, choose: (command) => submit(command) });
  const about = el("span");
  const cancel = iconButton("close", "Cancel editing", stopEditing);
  const bar = el("div", { class: "editing", hidden: true }, icon("edit"), el("div", {}, el("strong", {}, "Edit message"), about), cancel);
  const line = el("div", { class: "line" }, suggestions.button, text, createAttachments(perform));
  const box = el("div", { class: "box" }, suggestions.panel, bar, line);
  const node = el("form", { class: "composer", "aria-label": "Write a message" }, box, send);

  node.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("input", changed);
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions.handle(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && text.value === "" && !editing) {
      const last = messages().findLast((message) => message.from.id === personId && isEditable(message));
      if (last) event.preventDefault();
      edit(last);
    } else if (event.key === "Escape" && editing) {
      stopEditing();
    }
  });
  setText(drafts.get(draftKey) ?? "");

  /** Send or save what is written; it stays when the bot's server refuses it. */
  async function submit(command) {
    const words = command ?? text.value;
    if (!words.trim()) return;
    const body = editing ? { do: "edit", message_id: editing.message_id, text: words } : { do: "text", text: words };
    const before = editing;
    stopEditing();
    setText("");
    if (!(await perform(body)) && text.value === "" && !command) {
      if (before) edit(before);
      setText(words);
    }
  }

  function edit(message) {
    if (!message) return;
    editing = message;
    about.textContent = preview(message);
    bar.hidden = false;
    setText(message.text);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  }

  function stopEditing() {
    if (!editing) return;
    editing = null;
    bar.hidden = true;
    setText("");
    text.focus();
  }

  function setText(value) {
    text.value = value;
    changed();
  }

  /** Grow with the text; off the page nothing can be measured. */
  function fit() {
    text.style.height = "auto";
    if (!text.isConnected) return;
    text.style.height = `${text.scrollHeight}px`;
    text.style.overflowY = text.scrollHeight > text.clientHeight + 1 ? "auto" : "hidden";
  }

  function changed() {
    fit();
    send.disabled = text.value.trim() === "";
    suggestions.update(editing ? "" : text.value);
  }

  function close() {
    if (editing || !text.value) drafts.delete(draftKey);
    else drafts.set(draftKey, text.value);
    suggestions.close();
  }

  return {
    node,
    edit,
    fit,
    close,
    focus: () => text.focus({ preventScroll: true }),
    showCommands: suggestions.showCommands,
    showPlaceholder: (words) => text.setAttribute("placeholder", words || "Message"),
  };
}
