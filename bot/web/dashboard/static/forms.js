// A second tap on a button does nothing; the server sees to it too, where there are no scripts.
let last = -Infinity;
addEventListener("submit", (event) => {
  if (event.timeStamp - last < 2000) event.preventDefault();
  else last = event.timeStamp;
});
