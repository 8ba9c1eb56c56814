// What the reader must not overlook: a broken save, a change of what is being tried, a refusal.

import { el } from "/dom.js";
import { placeOf } from "./problems.js";
import { isError } from "./status.js";

/** Build the notices; `onagain` tries the chosen entry again, `onproblems` opens the problems. */
export function createNotices(root, { onagain, onproblems }) {
  const broken = el("div", { class: "notice is-bad notice-broken", role: "alert" });
  const change = el("div", { class: "notice", role: "status" });
  const failure = el("div", { class: "notice is-bad", role: "alert" });
  root.append(broken, change, failure);

  function showProblems({ problems }) {
    const errors = problems.filter(isError);
    if (!errors.length) return broken.replaceChildren();
    const [first] = errors;
    const words = el("p", {}, el("strong", {}, "Not loaded. "), first.message, el("code", {}, placeOf(first)));
    return fill(broken, words, button(errors.length > 1 ? `All ${errors.length} errors` : "Show it", onproblems));
  }

  /** Tell that what stands in the chat has changed since, or has gone. */
  function showChange(chosen, now) {
    if (!chosen || now?.digest === chosen.digest) return change.replaceChildren();
    const name = el("q", { dir: "auto" }, chosen.text);
    if (!now) return fill(change, el("p", {}, name, " is not in the content any more."));
    return fill(change, el("p", {}, name, " has changed."), button("Try it again", onagain));
  }

  function showFailure(words) {
    if (words) fill(failure, el("p", {}, words));
    else failure.replaceChildren();
  }

  return { showProblems, showChange, showFailure };
}

/** Fill a notice, unless it says just that: screen readers would say it again. */
function fill(notice, ...parts) {
  const next = el("div", {}, ...parts);
  if (next.textContent !== notice.textContent) notice.replaceChildren(...parts);
}

function button(label, onclick) {
  return el("button", { type: "button", class: "notice-button", onclick }, label);
}
