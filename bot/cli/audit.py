"""`run_bot.py audit`: is the evidence what was recorded, from its first event to its last?"""

import argparse
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.bootstrap import read_clock
from bot.cli.output import fail, is_confirmed
from bot.cli.progress import Progress
from bot.config import Settings
from bot.learning.evidence import Anchor, Audited
from bot.services.audit import NoEvidence, audit
from bot.storage.chain import Chain
from bot.storage.engine import DatabaseUnusable, ProcessLock
from bot.storage.evidence import renew_key
from bot.storage.evidence_key import find_key_path, read_key

SOUND, BROKEN, UNCHECKED = 0, 1, 2


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("audit", help="check that no evidence was altered or is missing")
    parser.add_argument(
        "--anchor",
        type=Path,
        metavar="FILE",
        help="check against what earlier audits noted in this file, and note how far the evidence "
        "goes today; keep it on another machine",
    )
    parser.add_argument(
        "--former-key",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a key of earlier times; may be given several times",
    )
    parser.add_argument(
        "--new-key",
        action="store_true",
        help="go on with a new key, because the old one is lost or known to others; stop the bot "
        "first",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask before --new-key")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Check the evidence: status 0 where it is sound, 1 where not, 2 where it cannot be checked."""
    if not settings.database.is_file():
        fail(f"There is no database at {settings.database}. Run the bot once first.")
        return UNCHECKED
    try:
        if arguments.new_key:
            return _renew(settings, is_sure=arguments.yes)
        chain, former = _find_chains(settings, arguments.former_key)
        anchors = _read_anchors(arguments.anchor)
        progress = Progress("events")
        try:
            audited = audit(settings.database, chain, former, anchors, progress.show)
        finally:
            progress.close()
        return _tell(audited, anchors, arguments.anchor)
    except (DatabaseUnusable, NoEvidence) as reason:
        fail(str(reason))
    except DBAPIError as error:
        fail(f"The database {settings.database} cannot be read: {error.orig}.")
    return UNCHECKED


def _find_chains(settings: Settings, former: list[Path]) -> tuple[Chain, list[Chain]]:
    if settings.evidence_key is not None:
        key = settings.evidence_key.get_secret_value().encode()
    else:
        kept = read_key(settings.database)
        if kept is None:
            raise DatabaseUnusable(
                f"The evidence key {find_key_path(settings.database)} is missing. Put it back from "
                "where you keep it, or set EVIDENCE_KEY."
            )
        key = kept
    return Chain(key), [Chain(_read_former(path)) for path in former]


def _read_former(path: Path) -> bytes:
    try:
        return path.read_text(encoding="ascii").strip().encode()
    except (OSError, UnicodeDecodeError):
        raise DatabaseUnusable(f"The key {path} cannot be read.") from None


def _read_anchors(path: Path | None) -> list[Anchor]:
    if path is None or not path.exists():
        return []
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        return [Anchor.read(line) for line in lines if line.strip()]
    except (OSError, ValueError):
        raise DatabaseUnusable(
            f"{path} cannot be read as a file of anchors: lines such as 12:9f86d081…, one an audit."
        ) from None


def _tell(audited: Audited, anchors: list[Anchor], path: Path | None) -> int:
    """Say what was found, and note the anchor where all is sound."""
    for breach in audited.breaches:
        print(breach)
    more = audited.found - len(audited.breaches)
    if more:
        print(f"… and {more:,} more.")
    if audited.found:
        first = audited.breaches[0].number
        where = "" if first is None else f" The first is event {first}."
        print(f"THE EVIDENCE IS NOT SOUND: {audited.found:,} thing(s) to look into.{where}")
        return BROKEN
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in sorted(audited.counts.items()))
    print(f"The evidence is sound: {audited.events:,} events ({kinds}).")
    if audited.unsealed:
        print(
            f"{audited.unsealed:,} event(s) were sealed with a key that is not at hand: that they "
            "are unaltered is known since the key that followed. --former-key checks them wholly."
        )
    print(f"Anchor: {audited.anchor}")
    if path is not None and audited.anchor not in anchors:
        try:
            with path.open("a", encoding="ascii") as file:
                file.write(f"{audited.anchor}\n")
        except OSError as error:
            return fail(f"{path} cannot be written: {error.strerror}.")
    return SOUND


def _renew(settings: Settings, *, is_sure: bool) -> int:
    question = (
        "Events so far stay, and need the old key to be checked wholly: keep it where it is known."
        "\nGo on with a new key? [y/N] "
    )
    if not is_sure and not is_confirmed(question):
        print("Nothing has changed.")
        return BROKEN
    key = settings.evidence_key
    with ProcessLock(settings.database):
        number = renew_key(settings.database, key.get_secret_value() if key else None, read_clock())
    print(f"From event {number} on the evidence is sealed with the new key.")
    if key is None:
        print(f"It is in {find_key_path(settings.database)}: keep a copy away from the database.")
    return SOUND
