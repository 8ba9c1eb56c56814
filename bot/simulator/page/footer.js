// What stands below the messages: START, Unblock, or the composer with the bot's own keyboard.

import { el, isTouch } from "./dom.js";

/** Build the place; `show` decides by the chat's state what stands there. */
export function createFooter({ perform, person, composer }) {
  const payload = person.start_payload ?? "";
  const start = bigButton("Start", () => perform({ do: "start", payload }));
  const unblock = bigButton("Unblock", () => perform({ do: "unblock" }));
  const keys = el("div", { class: "reply-keyboard", role: "group", "aria-label": "Reply keyboard", hidden: true });
  const writing = el("div", { class: "writing" }, composer.node, keys);
  const node = el("footer", { class: "foot" });
  let drawn = "";

  function show(data, { isGroup }) {
    const isNew = !isGroup && data.messages.length === 0;
    const wanted = data.blocked ? unblock : isNew ? start : writing;
    if (node.firstChild !== wanted) {
      // a pressed button is disabled, and so has lost the focus already
      const hadFocus = node.contains(document.activeElement) || node.firstChild?.disabled;
      wanted.disabled = false;
      node.replaceChildren(wanted);
      composer.fit();
      if (hadFocus) focus();
    }
    composer.showCommands(data.commands);
    composer.showPlaceholder(data.reply_keyboard?.input_field_placeholder);
    showKeys(data.reply_keyboard);
  }

  function showKeys(markup) {
    const now = JSON.stringify(markup);
    if (now === drawn) return;
    drawn = now;
    const rows = markup?.keyboard ?? [];
    keys.hidden = rows.length === 0;
    keys.replaceChildren(...rows.map((row) => el("div", { class: "keyboard-row" }, row.map((key) => draw(key, markup)))));
    if (markup?.force_reply && !isTouch()) composer.focus();
  }

  function draw(key, markup) {
    const text = key.text ?? key;
    const onclick = () => {
      perform({ do: "text", text });
      if (markup.one_time_keyboard) keys.hidden = true;
    };
    return el("button", { type: "button", onclick, dir: "auto" }, text);
  }

  function focus() {
    if (node.firstChild !== writing) node.firstChild?.focus({ preventScroll: true });
    else if (!isTouch()) composer.focus();
  }

  return { node, show, focus };
}

/** Make a button that is pressed once; it can be pressed again when `run` fails, or when it is shown anew. */
function bigButton(label, run) {
  const onclick = async () => {
    button.disabled = true;
    if (await run()) return;
    button.disabled = false;
    button.focus({ preventScroll: true });
  };
  const button = el("button", { type: "button", class: "big-button", onclick }, label);
  return button;
}
