// Puts the page together: what the server knows, the lists, and the chat beside them.

import { coalesce } from "/coalesce.js";
import { el } from "/dom.js";
import { listen } from "/live.js";
import { EVENTS_URL, getState, show } from "./api.js";
import { createLessons } from "./lessons.js";
import { createNotices } from "./notices.js";
import { createProblems } from "./problems.js";
import { createQuestions } from "./questions.js";
import { describe, isBroken } from "./status.js";
import { createTabs } from "./tabs.js";

const status = document.getElementById("status");
const chatPane = document.getElementById("chat");
const tabs = createTabs(document.getElementById("tabs"));
const notices = createNotices(document.getElementById("notices"), {
  onagain: () => choose(chosen),
  onproblems: () => tabs.open("problems"),
});
const questions = createQuestions(document.getElementById("questions"), choose);
const lessons = createLessons(document.getElementById("lessons"), choose);
const problems = createProblems(document.getElementById("problems"));
let state = null;
let chosen = null; // the entry as it was when it was shown in the chat

const refresh = coalesce(async () => {
  state = await getState();
  status.textContent = describe(state);
  status.classList.toggle("is-broken", isBroken(state));
  questions.show(state.shelves);
  lessons.show(state.shelves);
  problems.show(state.problems);
  tabs.count("questions", questions.total);
  tabs.count("lessons", state.shelves.filter((shelf) => shelf.lesson_id !== null).length);
  tabs.count("problems", state.problems.length, isBroken(state));
  notices.showProblems(state);
  notices.showChange(chosen, findNow(chosen));
  if (state.sound_at && !chatPane.querySelector("iframe")) openChat();
});

/** Show an entry in the chat; where the chat hides the list, go there. */
async function choose(entry) {
  notices.showFailure(null);
  try {
    await show(entry.choice);
  } catch (error) {
    notices.showFailure(error.message);
    return;
  }
  chosen = findNow(entry) ?? entry;
  mark(chosen);
  notices.showChange(chosen, findNow(chosen));
  tabs.openChat();
}

/** Find the entry in the list as it is now. */
function findNow(entry) {
  return entry && (questions.find(entry.key) ?? lessons.find(entry.key));
}

function mark({ key }) {
  questions.mark(key);
  lessons.mark(key);
}

function openChat() {
  document.getElementById("closed").remove();
  chatPane.append(el("iframe", { src: state.chat, title: "The bot's chat" }));
}

function onopen() {
  refresh().catch(onlost);
}

function onlost() {
  status.textContent = "Not connected. Is the preview still running?";
  status.classList.add("is-broken");
}

listen(EVENTS_URL, { onevent: onopen, onopen: () => {}, onlost });
