"""Start the training bot, or run one of its commands: `run_bot.py --help`."""

import gc

gc.disable()  # nothing that is imported becomes garbage: looking for it takes a tenth of the start

from bot.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    raise SystemExit(main())
