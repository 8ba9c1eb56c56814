// Lists of things to show in the chat, under the lessons they belong to; rows keep focus and place.

import { el } from "/dom.js";

/**
 * Build a list. `list(shelf)` gives the entries of a shelf as `{key, choice, name, text, note, marks,
 * digest}`; `choose(entry)` shows one. Rows are told apart by their keys.
 */
export function createEntries(root, list, choose) {
  const rows = new Map();
  const groups = new Map();

  function show(shelves) {
    const seen = new Set();
    place(root, shelves.map((shelf) => showGroup(shelf, seen)).filter(Boolean));
    for (const key of rows.keys()) if (!seen.has(key)) rows.delete(key);
  }

  function showGroup(shelf, seen) {
    const entries = list(shelf);
    if (!entries.length) return null;
    const id = `${root.id}-${shelf.lesson_id ?? "none"}`;
    if (!groups.has(id)) groups.set(id, createGroup(id));
    const group = groups.get(id);
    group.title.textContent = titleOf(shelf);
    const nodes = entries.map((entry) => {
      if (!rows.has(entry.key)) rows.set(entry.key, createRow(choose));
      seen.add(entry.key);
      return rows.get(entry.key).show(entry);
    });
    place(group.list, nodes);
    return group.node;
  }

  function find(key) {
    return rows.get(key)?.entry;
  }

  /** Mark the entry that stands in the chat. */
  function mark(key) {
    for (const [name, row] of rows) row.mark(name === key);
  }

  /** Hide the rows that lack a word, and groups with nothing left; returns how many rows are left. */
  function filter(words) {
    let left = 0;
    for (const { node, list: items } of groups.values()) {
      let here = 0;
      for (const item of items.children) {
        const text = item.dataset.words;
        item.hidden = !words.every((word) => text.includes(word));
        if (!item.hidden) here += 1;
      }
      node.hidden = !here;
      if (node.isConnected) left += here;
    }
    return left;
  }

  return { show, find, mark, filter };
}

/** Let a parent hold just those nodes in that order; what stays there keeps its focus. */
function place(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
}

function titleOf(shelf) {
  const course = shelf.course ? `${shelf.course} · ` : "";
  if (shelf.number) return `${course}${shelf.number} · ${shelf.title}`;
  return shelf.lesson_id === null ? shelf.title : `${shelf.title} (in no module)`;
}

function createGroup(id) {
  const title = el("h2", { id });
  const list = el("ul");
  return { title, list, node: el("section", { class: "group", "aria-labelledby": id }, title, list) };
}

function createRow(choose) {
  const text = el("span", { class: "entry-text", dir: "auto" });
  const note = el("span", { class: "entry-note" });
  const row = { entry: null, show, mark };
  const button = el("button", { type: "button", class: "entry", onclick: () => choose(row.entry) }, text, note);
  const node = el("li", {}, button);

  function show(entry) {
    if (row.entry?.digest !== entry.digest || row.entry.note !== entry.note) {
      text.textContent = entry.text;
      note.replaceChildren(...entry.marks.map(([kind, words]) => el("span", { class: `mark mark-${kind}` }, words)), el("code", {}, entry.note));
      node.dataset.words = `${node.textContent} ${entry.words ?? ""}`.toLowerCase();
    }
    row.entry = entry;
    return node;
  }

  function mark(isHere) {
    button.classList.toggle("is-here", isHere);
    if (isHere) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }

  return row;
}
