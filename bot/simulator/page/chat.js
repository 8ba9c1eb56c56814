// One open chat: bar, messages and what stands below them, kept up to date for one person.

import { act, getChat } from "./api.js";
import { coalesce } from "./coalesce.js";
import { createComposer } from "./composer.js";
import { el } from "./dom.js";
import { createFooter } from "./footer.js";
import { createHeader } from "./header.js";
import { createMessages } from "./messages.js";
import { showToast } from "./toast.js";
import { createWelcome } from "./welcome.js";

const TYPING_LASTS = 5000;

/** Open a chat; `refresh` fetches it again, `close` ends it. */
export function openChat(root, { state, person, group, onshown }) {
  const chatId = group?.id ?? person.id;
  let isClosed = false;
  let isFollowed = false;
  let shown = null;
  let typingEnds = 0;

  const context = {
    chatId,
    personId: person.id,
    isGroup: Boolean(group),
    oncommand: (text) => perform({ do: "text", text }),
    onlink: openLink,
    onedit: (messageId) => composer.edit(shown.messages.find((m) => m.message_id === messageId)),
    onreply: (messageId) => messages.goTo(messageId),
  };
  const welcome = createWelcome(state.bot);
  const messages = createMessages(context, group ? el("p", { class: "pill" }, "No messages here yet") : welcome.node);
  const header = createHeader({ state, group, person, actions });
  const composer = createComposer({ perform, messages: () => shown?.messages ?? [], personId: person.id, chatId });
  const footer = createFooter({ perform, person, composer });
  root.replaceChildren(header.node, messages.node, footer.node);

  /** Let the person act here, and follow the chat down to what comes of it. */
  async function perform(body) {
    try {
      await act({ person: person.id, chat_id: chatId, ...body });
      isFollowed = body.do !== "edit";
      await refresh();
      return true;
    } catch (error) {
      showToast(error.message);
      return false;
    }
  }

  const refresh = coalesce(async () => {
    const data = await getChat(chatId, person.id);
    if (isClosed) return;
    const isFirst = shown === null;
    shown = data;
    messages.show(data.messages, { isFollowed });
    isFollowed = false;
    footer.show(data, { isGroup: Boolean(group) });
    showTyping(data.typing && !data.blocked);
    if (isFirst && self === top) footer.focus(); // in a frame the reader may be elsewhere
    onshown();
  });

  /** The server tells of the start only: typing lasts five seconds, or until a message comes. */
  function showTyping(isTyping) {
    clearTimeout(typingEnds);
    header.showTyping(isTyping);
    if (isTyping) typingEnds = setTimeout(() => header.showTyping(false), TYPING_LASTS);
  }

  /** Follow links to the bot itself in here: they are START with a payload. */
  function openLink(url, event) {
    const { hostname, pathname, searchParams } = URL.canParse(url) ? new URL(url) : {};
    const isToBot = hostname === "t.me" && pathname.slice(1).toLowerCase() === state.bot.username.toLowerCase();
    if (!isToBot || group) return;
    event.preventDefault();
    perform({ do: "start", payload: searchParams.get("start") ?? "" });
  }

  function actions() {
    if (group) return [{ icon: "sticker", label: "Send a sticker", run: () => perform({ do: "sticker" }) }];
    const block = { icon: "block", label: "Stop and block the bot", isDangerous: true, run: () => perform({ do: "block" }) };
    const unblock = { icon: "check", label: "Unblock the bot", run: () => perform({ do: "unblock" }) };
    const start = { do: "start", payload: person.start_payload ?? "" };
    return [
      { icon: "restart", label: person.start_payload ? "Open the invitation again" : "Send /start again", run: () => perform(start) },
      shown?.blocked ? unblock : block,
    ];
  }

  function close() {
    isClosed = true;
    clearTimeout(typingEnds);
    composer.close();
  }

  return { chatId, personId: person.id, refresh, close, introduce: welcome.show };
}
