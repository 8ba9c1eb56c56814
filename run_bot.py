"""Start the training bot, or run one of its commands: `python run_bot.py --help`."""

from bot.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
