// A second tap on a button does nothing; the server sees to it too, where there are no scripts.
let last = -Infinity;
addEventListener("submit", (event) => {
  if (event.timeStamp - last < 2000) event.preventDefault();
  else last = event.timeStamp;
});
// Whoever chooses a department or a day means that one.
addEventListener("input", ({ target }) => {
  const radio = target.type !== "radio" && target.value && target.closest("fieldset")
    ?.querySelector(`input[type=radio][value="${CSS.escape(target.name)}"]`);
  if (radio) radio.checked = true;
});
