// Where nothing hovers: a tap on an own message shows its pencil, a tap elsewhere hides it.

/** Watch taps in a column of messages. */
export function pickOwn(column) {
  column.addEventListener("click", ({ target }) => {
    const wanted = target.closest(".bubble") && !target.closest("a, button, .spoiler") ? target.closest(".own") : null;
    const picked = column.querySelector(".is-picked");
    picked?.classList.remove("is-picked");
    if (wanted !== picked) wanted?.classList.add("is-picked");
  });
}
