"""`run_bot.py xapi`: results as statements for a learning record store, in a file or sent to it."""

import argparse
import asyncio
import base64
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from bot.bootstrap import make_teller, open_database, read_clock
from bot.cli.asking import Unanswerable, fail_without_database, find_moment, read_moment
from bot.cli.output import fail
from bot.cli.placing import replacing
from bot.cli.progress import Progress
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.learning.phrases import count_people
from bot.learning.xapi.told import Place
from bot.reports.apart_process import give_way
from bot.reports.telling.files import Summary, write_array, write_lines
from bot.reports.telling.stream import Scope, Teller
from bot.services.accesses import Accesses
from bot.services.record_stores import BEGINNING
from bot.storage.engine import Database

FORMATS = ("jsonl", "json")
ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#@]*)?")
NUMBERLESS = "no roster names them, so there is no employee number to tell of them by"


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "xapi", help="tell a learning record store of results, as xAPI statements"
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="write the statements to a file")
    export.add_argument(
        "-o", "--output", type=Path, help="the file to write (default: standard output)"
    )
    export.add_argument(
        "--format",
        choices=FORMATS,
        help="jsonl: one a line; json: one array (default: as the output's name ends, else jsonl)",
    )
    for option, what in (("--since", "from then on"), ("--as-of", "by then; default: now")):
        export.add_argument(
            option,
            type=read_moment if option == "--as-of" else read_start,
            metavar="TIME",
            help=f"what was recorded {what}; a day or a time where the company is (TIMEZONE)",
        )
    export.add_argument("--course", metavar="ID", help="only of this course")
    export.add_argument(
        "--names", action="store_true", help="with people's names, and not only their numbers"
    )
    export.set_defaults(command=run_export)
    push = actions.add_parser(
        "push", help="send what is new to a record store; XAPI_USER and so on let it in"
    )
    push.add_argument("url", help="its address, such as https://records.example.org/xapi")
    push.add_argument(
        "--again", action="store_true", help="send everything from the first statement on"
    )
    push.set_defaults(command=run_push)


def read_start(text: str) -> Any:
    """Read a day, which means its beginning, or a time."""
    moment = read_moment(text)
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def run_export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the statements to a file, or to standard output."""
    output: Path | None = arguments.output
    named = output.suffix.removeprefix(".").lower() if output else ""
    form = arguments.format or (named if named in FORMATS else "jsonl")
    if not settings.database.is_file():
        return fail_without_database(settings)
    summary = Summary()
    try:
        give_way()
        with open_database(settings.database, settings.evidence_key) as database:
            teller = make_teller(database, settings)
            scope = _find_scope(teller, arguments, settings)
            _note(database, teller, scope)
            with _showing() as show, _open(output) as out:
                statements = summary.pick(teller.stream(scope, show))
                (write_array if form == "json" else write_lines)(statements, out)
    except Unanswerable as error:
        return fail(str(error))
    except OSError as error:
        if output is None:
            raise
        return fail(f"{output} cannot be written: {error.strerror}.")
    for line in _sum_up(str(output or "xapi"), summary, scope):
        print(line, file=sys.stderr if output is None else sys.stdout)
    return 0


def _find_scope(teller: Teller, arguments: argparse.Namespace, settings: Settings) -> Scope:
    now = read_clock()
    as_of = find_moment(arguments.as_of, settings, now)
    after = BEGINNING
    if arguments.since is not None:
        since = find_moment(arguments.since, settings, now)
        if since > as_of:
            raise Unanswerable("Nothing was recorded before it began: --since is after --as-of.")
        after = Place(teller.find_last_before(since))
    course: str | None = arguments.course
    known = teller.list_courses()
    if course is not None and course not in known:
        raise Unanswerable(
            f"There are no results of a course {course!r}; "
            + (f"there are: {', '.join(known)}." if known else "there are none at all yet.")
        )
    return Scope(
        after,
        teller.find_last() if arguments.as_of is None else teller.find_last_until(as_of),
        course_id=course,
        has_answers=bool(settings.record_store),
        has_names=arguments.names,
    )


def _note(database: Database, teller: Teller, scope: Scope) -> bool:
    """Write down that statements leave, if there are any; tell whether there are."""
    events, people = teller.count(scope)
    if events:
        Accesses(database, read_clock).note(
            AccessKind.STATEMENTS, find_reader(), people=max(1, people)
        )
    return events > 0


@contextmanager
def _showing() -> Iterator[Callable[[int, int], None]]:
    bar = Progress("events")
    try:
        yield bar.show
    finally:
        bar.close()


@contextmanager
def _open(output: Path | None) -> Iterator[TextIO]:
    """Open the file for its owner alone; it takes its place once it is whole."""
    if output is None:
        yield sys.stdout
        return
    with replacing(output) as path:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            yield file


def _sum_up(what: str, summary: Summary, scope: Scope) -> Iterator[str]:
    counts = ", ".join(f"{count:,} {verb}" for verb, count in sorted(summary.verbs.items()))
    yield f"{what}: {summary.verbs.total():,} statement(s){f' ({counts})' if counts else ''}"
    if summary.numberless:
        yield f"Left out: {count_people(len(summary.numberless))}; {NUMBERLESS}."
    if summary.erased:
        yield f"Left out: {count_people(len(summary.erased))}, whose personal data was erased."
    if not scope.has_answers:
        yield (
            "Without single answers: RECORD_STORE has to say where they go, so that the joining "
            "notice tells people."
        )
    if summary.verbs:
        yield "Whoever reads it learns who passed what: give it to nobody who has no right to it."


def run_push(arguments: argparse.Namespace, settings: Settings) -> int:
    """Send what a record store was not told of yet."""
    from bot.cli.xapi_push import push  # noqa: PLC0415 - few starts need it

    url = _read_address(arguments.url)
    if url is None:
        return fail(
            "Write the address as https://records.example.org/xapi: no user or password in it "
            "(XAPI_USER, XAPI_PASSWORD or XAPI_TOKEN), and nothing behind a ? or #."
        )
    if not settings.record_store:
        return fail(
            "People have to know where their results go: set RECORD_STORE to what the store is "
            "called, and start the bot again. The joining notice then says so."
        )
    if not settings.database.is_file():
        return fail_without_database(settings)
    if urlsplit(url).scheme == "http" and urlsplit(url).hostname not in {"localhost", "127.0.0.1"}:
        sys.stderr.write("Careful: by http:// everybody on the way can read it. Use https://.\n")
    return asyncio.run(push(settings, url, find_authorization(settings), is_again=arguments.again))


def _read_address(text: str) -> str | None:
    """Return an address without what `push` adds to it; None where it is none."""
    url = text.strip().rstrip("/")
    if not ADDRESS.fullmatch(url):
        return None
    return url.removesuffix("/statements").rstrip("/")


def find_authorization(settings: Settings) -> str | None:
    """Return the header by which a store lets statements in."""
    if settings.xapi_token is not None:
        return f"Bearer {settings.xapi_token.get_secret_value()}"
    if settings.xapi_user is not None and settings.xapi_password is not None:
        pair = f"{settings.xapi_user}:{settings.xapi_password.get_secret_value()}"
        return f"Basic {base64.b64encode(pair.encode()).decode()}"
    return None
