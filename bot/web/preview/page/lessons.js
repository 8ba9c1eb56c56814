// The lessons with their cards.

import { el } from "/dom.js";
import { createEntries } from "./entries.js";

/** Build the list. */
export function createLessons(root, choose) {
  const lists = el("div", { class: "lists", id: "lesson-lists" });
  root.append(lists);
  return createEntries(lists, listCards, choose);
}

function listCards(shelf) {
  return shelf.cards.map((card, index) => ({
    key: `card ${shelf.lesson_id} ${card.id}`,
    choice: { kind: "card", lesson: shelf.lesson_id, card: card.id },
    text: card.title,
    note: card.id ?? "",
    marks: card.id === null ? [] : [["place", `card ${index + 1}`]],
    digest: card.digest,
  }));
}
