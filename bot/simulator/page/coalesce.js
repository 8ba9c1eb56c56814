// Many events, one fetch at a time: no storm of requests, and never a lost last update.

/** Wrap a load so that calls during one run lead to exactly one more run after it. */
export function coalesce(load) {
  let running = null;
  let isAskedAgain = false;

  async function run() {
    try {
      do {
        isAskedAgain = false;
        try {
          await load();
        } catch (error) {
          if (!isAskedAgain) throw error;
        }
      } while (isAskedAgain);
    } finally {
      running = null;
    }
  }

  return () => {
    if (running) isAskedAgain = true;
    else running = run();
    return running;
  };
}
