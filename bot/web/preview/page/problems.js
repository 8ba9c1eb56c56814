// The problems, in the words of `check`, each with its place.

import { el } from "/dom.js";
import { isError } from "./status.js";

/** Build the list. */
export function createProblems(root) {
  const list = el("ol", { class: "problem-list" });
  const none = el("p", { class: "none" }, "No problems. Save a file, and it is checked and loaded at once.");
  root.append(el("div", { class: "lists" }, none, list));

  function show(problems) {
    none.hidden = problems.length > 0;
    const sorted = [...problems.filter(isError), ...problems.filter((problem) => !isError(problem))];
    list.replaceChildren(...sorted.map(describe));
  }

  return { show };
}

/** Name the place of a problem, as editors take it. */
export function placeOf({ file, line, column }) {
  return `${file}:${line}:${column}`;
}

function describe(problem) {
  const kind = isError(problem) ? "Error" : "Warning";
  return el(
    "li",
    { class: `problem is-${problem.severity}` },
    el("p", { class: "problem-place" }, el("span", { class: "problem-kind" }, kind), " ", el("code", {}, placeOf(problem))),
    el("p", { class: "problem-message", dir: "auto" }, problem.message),
    problem.fix && el("p", { class: "problem-fix", dir: "auto" }, problem.fix),
  );
}
