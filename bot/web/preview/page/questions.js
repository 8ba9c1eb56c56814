// The questions, by lesson, with a box to find them by their words, ids, marks and tags.

import { el, icon } from "/dom.js";
import { createEntries } from "./entries.js";
import { plain } from "./plain.js";

const DIFFICULTIES = { 1: "easy", 2: "medium", 3: "hard" };

/** Build the list with its filter. */
export function createQuestions(root, choose) {
  const placeholder = "Find: words, id, tag, draft, test, hard …";
  const search = el("input", { type: "search", placeholder, "aria-label": "Find questions", oninput: filter });
  const found = el("p", { class: "found", role: "status" });
  const lists = el("div", { class: "lists", id: "question-lists" });
  root.append(el("div", { class: "search" }, icon("search"), search), found, lists);
  const entries = createEntries(lists, (shelf) => shelf.questions.map(makeEntry), choose);
  const list = { total: 0, show, find: entries.find, mark: entries.mark };

  function show(shelves) {
    list.total = shelves.reduce((sum, shelf) => sum + shelf.questions.length, 0);
    entries.show(shelves);
    filter();
  }

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const left = entries.filter(words);
    found.textContent = words.length ? `${left} of ${list.total}` : "";
    if (!left && words.length) found.textContent = "No question has all of these words.";
  }

  return list;
}

function makeEntry(question) {
  const marks = [[question.use, question.use]];
  if (question.is_draft) marks.unshift(["draft", "draft"]);
  if (question.difficulty) marks.push(["difficulty", DIFFICULTIES[question.difficulty]]);
  if (question.type !== "single") marks.push(["type", question.type]);
  return {
    key: `question ${question.id}`,
    choice: { kind: "question", id: question.id },
    text: plain(question.ask),
    note: question.id,
    words: question.tags.join(" "),
    marks,
    digest: question.digest,
  };
}
