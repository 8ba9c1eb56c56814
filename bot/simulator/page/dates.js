// Times as a messenger shows them, in the reader's zone.

const CLOCK = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const WEEKDAY = new Intl.DateTimeFormat("en", { weekday: "short" });
const DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "long" });
const SHORT_DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "short" });
const FULL_DAY = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric" });
const DAY_LENGTH = 24 * 3600 * 1000;

/** Show the time of day: 09:05. */
export function clock(seconds) {
  return CLOCK.format(seconds * 1000);
}

/** Show day and time in full, for a tooltip. */
export function fullTime(seconds) {
  return `${FULL_DAY.format(seconds * 1000)}, ${clock(seconds)}`;
}

/** Name a day for the separator: Today, Yesterday, November 23. */
export function dayName(seconds) {
  const age = daysAgo(seconds);
  if (age === 0) return "Today";
  if (age === 1) return "Yesterday";
  const isThisYear = new Date(seconds * 1000).getFullYear() === new Date().getFullYear();
  return (isThisYear ? DAY : FULL_DAY).format(seconds * 1000);
}

/** Show when something was last heard, for the list: time, weekday or day. */
export function recently(seconds) {
  const age = daysAgo(seconds);
  if (age === 0) return clock(seconds);
  return (age > 0 && age < 7 ? WEEKDAY : SHORT_DAY).format(seconds * 1000);
}

function daysAgo(seconds) {
  const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
  return Math.round((midnight(Date.now()) - midnight(seconds * 1000)) / DAY_LENGTH);
}
