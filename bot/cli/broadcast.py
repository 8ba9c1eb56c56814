"""`run_bot.py broadcast`: one message to many people, sent by the running bot."""

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from bot.bootstrap import open_database, read_clock
from bot.chat.richtext import TEXT_LIMIT, Rich, utf16_length
from bot.chat.views.broadcast import UnfitText, compose
from bot.cli.following import COMMAND, follow, word_in_list, word_summary
from bot.cli.output import fail, is_confirmed, whole_number
from bot.config import Settings
from bot.learning.broadcast import Audience
from bot.learning.people import Role
from bot.services.broadcasts import (
    BroadcastGone,
    BroadcastRepeated,
    Broadcasts,
    NobodyToSendTo,
)
from bot.storage.engine import AlreadyRunning, ProcessLock

LIST = 0  # what `--status` means without a number
_number = partial(whole_number, least=1, most=2**31)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("broadcast", help="send one message to many people")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("text", nargs="?", help="the message, in Markdown like the lesson cards")
    what.add_argument("--file", help="the file with the message; - reads standard input")
    what.add_argument(
        "--status",
        nargs="?",
        type=_number,
        const=LIST,
        metavar="NUMBER",
        help="list the newest broadcasts, or say what became of one",
    )
    what.add_argument(
        "--stop", type=_number, metavar="NUMBER", help="send a broadcast to nobody further"
    )
    parser.add_argument(
        "--role",
        action="append",
        choices=[role.value for role in Role],
        help="whom it is for; may be given several times (default: learner, which is everybody who "
        "has to learn: managers and all on the roster, too)",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show the message and how many would get it"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before it is sent")
    parser.add_argument(
        "--again", action="store_true", help="send it even if the same text went out just now"
    )
    parser.add_argument(
        "--no-wait", action="store_true", help="do not wait until the bot has sent it"
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Queue a message, or look at or stop one that was queued."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    with open_database(settings.database, settings.evidence_key) as database:
        broadcasts = Broadcasts(database, read_clock)
        try:
            if arguments.status is not None:
                return _show(broadcasts, arguments.status)
            if arguments.stop is not None:
                return _stop(broadcasts, arguments.stop)
            return _send(arguments, settings.database, broadcasts)
        except (BroadcastGone, BroadcastRepeated, NobodyToSendTo, UnfitText) as refusal:
            return fail(_word_refusal(refusal))


def _send(arguments: argparse.Namespace, path: Path, broadcasts: Broadcasts) -> int:
    markdown = arguments.text if arguments.file is None else _read(arguments.file)
    message = compose(markdown)
    roles = [Role(name) for name in dict.fromkeys(arguments.role or [Role.LEARNER.value])]
    audience = broadcasts.count_audience(roles)
    if not audience.people:
        raise NobodyToSendTo
    if arguments.dry_run:
        _show_draft(message, roles, audience)
        print("Nothing was sent: this was a dry run.")
        return 0
    repeated = None if arguments.again else broadcasts.find_repeated(markdown, roles)
    if not arguments.yes:
        if not sys.stdin.isatty():
            return fail("Nobody can be asked here whether to send it. Add --yes if you are sure.")
        _show_draft(message, roles, audience)
        if repeated is not None:
            print(_word_repeated(repeated))
        if not is_confirmed(f"Send to {_count(audience.people)}? [y/N] "):
            return fail("Nothing was sent.")
    elif repeated is not None:
        raise repeated
    queued = broadcasts.create(markdown, roles, is_repeat_meant=arguments.again or bool(repeated))
    print(f"Broadcast {queued.id} to {_count(queued.total)} is queued.")
    if not _is_bot_running(path):
        print(f"No bot is running on {path}; it sends the message as soon as it runs.")
    elif not arguments.no_wait:
        return _follow(path, broadcasts, queued.id)
    print(_word_look(queued.id))
    return 0


def _follow(path: Path, broadcasts: Broadcasts, number: int) -> int:
    try:
        is_over = follow(broadcasts, number, partial(_is_bot_running, path))
    except KeyboardInterrupt:
        print(f"\nThe bot goes on sending; only the view has ended. {_word_look(number)}")
        return 130
    if not is_over:
        print(f"The bot has stopped; it sends the rest when it runs again. {_word_look(number)}")
        return 0
    print(word_summary(broadcasts.summarise(number)))
    return 0


def _show(broadcasts: Broadcasts, number: int) -> int:
    if number != LIST:
        print(word_summary(broadcasts.summarise(number)))
        return 0
    newest = broadcasts.list_newest()
    for progress in newest:
        print(word_in_list(progress))
    if not newest:
        print("Nothing has been broadcast yet.")
    return 0


def _stop(broadcasts: Broadcasts, number: int) -> int:
    progress = broadcasts.stop(number)
    if progress.stopped_at is None:
        return fail(f"Broadcast {number} had been sent to everybody before; nothing was stopped.")
    print(word_summary(broadcasts.summarise(number)))
    return 0


def _read(name: str) -> str:
    """Read the message's file, or standard input."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UnfitText(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UnfitText(f"{name} is not UTF-8 text. Save it as UTF-8 and try again.") from None


def _show_draft(message: Rich, roles: list[Role], audience: Audience) -> None:
    print(f"To {_count(audience.people)} with the role {' or '.join(roles)}.")
    if Role.LEARNER in roles:
        print("Learners are all who have to learn: managers and everybody on the roster, too.")
    if audience.unreachable:
        print(f"{audience.unreachable:,} of them cannot be reached, unless they write to the bot.")
    print(f"{utf16_length(message.text):,} of {TEXT_LIMIT:,} characters:\n\n{message.text}\n")
    units = message.text.encode("utf-16-le")
    for span in message.spans:
        if span.url is not None:
            label = units[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le")
            print(f"Link: {label} → {span.url}")


def _is_bot_running(path: Path) -> bool:
    try:
        with ProcessLock(path):
            return False
    except AlreadyRunning:
        return True


def _word_refusal(refusal: Exception) -> str:
    if isinstance(refusal, BroadcastGone):
        return f"There is no broadcast {refusal.broadcast_id}. `{COMMAND} --status` lists them."
    if isinstance(refusal, BroadcastRepeated):
        return f"{_word_repeated(refusal)} Nothing was sent; --again sends it once more."
    if isinstance(refusal, NobodyToSendTo):
        return "Nobody with that role has joined and given a name yet."
    return str(refusal)


def _word_repeated(repeated: BroadcastRepeated) -> str:
    return (
        f"The same text was queued at {repeated.created_at:%H:%M} UTC as broadcast "
        f"{repeated.broadcast_id}."
    )


def _word_look(number: int) -> str:
    return f"Look at it with `{COMMAND} --status {number}`, stop it with `--stop {number}`."


def _count(people: int) -> str:
    return "one person" if people == 1 else f"{people:,} people"
