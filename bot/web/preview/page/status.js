// Says in one line how the files stand and what the chat shows.

/** Tell whether the newest reading met errors. */
export function isBroken(state) {
  return state.problems.some(isError);
}

/** Tell an error from a warning. */
export function isError(problem) {
  return problem.severity === "error";
}

/** Describe the state in a line. */
export function describe(state) {
  if (!state.read_at) return "Reading the content…";
  const errors = state.problems.filter(isError).length;
  const warnings = state.problems.length - errors;
  if (!errors) {
    const found = warnings ? count(warnings, "warning") : "no problems";
    return `Loaded at ${time(state.read_at)}: ${found}`;
  }
  const what = count(errors, "error");
  return state.sound_at
    ? `${what}. The chat is as of ${time(state.sound_at)}`
    : `${what}. Mend them, and the chat opens`;
}

/** Write a number with its noun. */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function time(moment) {
  return new Date(moment).toLocaleTimeString([], { hourCycle: "h23" });
}
