"""`run_bot.py evidence`: everything that is kept as proof about one person, in one file."""

import argparse
import json
import logging
import os
from pathlib import Path
from typing import Any

from bot.bootstrap import open_database, read_clock
from bot.cli.finding import HOW, find_person
from bot.cli.output import fail
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.reports.evidence_file import NobodyFound, collect_evidence
from bot.services.accesses import Accesses
from bot.services.library import Library

log = logging.getLogger(__name__)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("evidence", help="write one person's evidence file")
    parser.add_argument("person", help=HOW)
    parser.add_argument(
        "--format",
        choices=["pdf", "json"],
        help="pdf to read, json with everything (default: as the file's name ends)",
    )
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the file."""
    if not settings.database.is_file():
        return fail(f"There is no database at {settings.database}. Run the bot once first.")
    output: Path = arguments.output
    form = arguments.format or output.suffix.removeprefix(".").lower()
    if form not in {"pdf", "json"}:
        return fail("Say in which form: --format pdf or --format json.")
    with open_database(settings.database, settings.evidence_key) as database:
        try:
            person_id = find_person(database, arguments.person)
            library = Library(database, read_clock)
            file = collect_evidence(database, library.get_catalog, person_id, read_clock())
        except NobodyFound as nobody:
            return fail(str(nobody) or f"There is nobody by {arguments.person!r}.")
        Accesses(database, read_clock).note(
            AccessKind.EVIDENCE, find_reader(), subject_id=person_id
        )
    if form == "json":
        body = (json.dumps(file, ensure_ascii=False, indent=2) + "\n").encode()
    else:
        from bot.reports.evidence_pdf import draw_evidence  # noqa: PLC0415 - few starts need it, and it takes a tenth of a second

        body = draw_evidence(file, settings.organisation)
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(body)
    except OSError as error:
        return fail(f"{output} cannot be written: {error.strerror}.")
    log.info("an evidence file of person %s was written", person_id)
    print(
        f"{output}: person {person_id}, {len(file['quizzes'])} checks and tests, "
        f"{len(file['certificates'])} certificates, {len(file['events'])} sealed events.\n"
        "It holds personal data: give it to nobody who has no right to it, and delete it after use."
    )
    return 0
