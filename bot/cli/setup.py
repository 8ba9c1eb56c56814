"""`run_bot.py setup`: from nothing to a bot that its administrator can open."""

import argparse
import asyncio
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.bootstrap import connect, open_database, read_clock
from bot.chat.account import Account, Unreachable, find_account
from bot.cli.invite import print_invitation
from bot.cli.output import fail
from bot.config import TOKEN, Settings
from bot.learning.people import Role
from bot.services.enrolment import Enrolment

ENV_FILE = Path(".env")
STEPS = """\
Let's make your bot. In Telegram:

  1. Open @BotFather and send /newbot.
  2. Give it a name that your colleagues will see, such as "Acme training".
  3. Give it a user name that ends in "bot", such as acme_training_bot.
  4. Copy the token it answers with: digits, a colon, and a long word.
"""


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("setup", help="make a bot, check its token, invite its admin")
    parser.set_defaults(command=setup)


def setup(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Ask for the token and the two names, write .env, and print the administrator's link."""
    try:
        return _walk_through(settings)
    except EOFError:
        return fail("\nSetup needs somebody to answer its questions. Nothing was changed.")


def _walk_through(settings: Settings) -> int:
    print(STEPS)
    token, account = _ask_token(settings)
    print(f"\nThe token works: this is {account.name} (@{account.username}).\n")
    organisation = _ask("Your organisation's name", settings.organisation)
    contact = _ask("Whom learners ask when they have a question", settings.contact)
    _write_env({"BOT_TOKEN": token, "ORGANISATION": organisation, "CONTACT": contact})
    with open_database(settings.database, settings.evidence_key) as database:
        code = Enrolment(database, read_clock).invite(Role.ADMIN)
    print(f"\nWritten to {ENV_FILE}. Open this as the administrator (once, within 7 days):\n")
    print_invitation(settings.model_copy(update={"bot_token": SecretStr(token)}), code)
    print("\nNow start the bot: .venv/bin/python run_bot.py")
    return 0


def _ask_token(settings: Settings) -> tuple[str, Account]:
    while True:
        token = input("Token: ").strip()
        if not TOKEN.fullmatch(token):
            print("That does not look like a token. It looks like 123456789:AAE…; try again.")
            continue
        try:
            return token, asyncio.run(find_account(connect(settings, token)))
        except Unreachable as reason:
            print(f"{reason}\nTry again, or press Ctrl-C to stop.")


def _ask(question: str, default: str) -> str:
    return input(f"{question} [{default}]: ").strip() or default


def _write_env(values: dict[str, str]) -> None:
    """Set these in .env, keeping everything else that stands there; only the owner may read it."""
    lines = ENV_FILE.read_text(encoding="utf-8").splitlines() if ENV_FILE.exists() else []
    kept = [line for line in lines if line.partition("=")[0].strip() not in values]
    new = [f"{name}='{value.replace(chr(39), '’')}'" for name, value in values.items()]
    ENV_FILE.touch(mode=0o600)
    ENV_FILE.chmod(0o600)
    ENV_FILE.write_text("\n".join([*kept, *new]) + "\n", encoding="utf-8")
