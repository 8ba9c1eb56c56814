"""Whom a command is about: an employee number, a name, or # and the number of a person."""

from bot.bootstrap import read_clock
from bot.cli.reader import find_reader
from bot.learning.accesses import AccessKind
from bot.learning.people import fold
from bot.reports.evidence_file import NobodyFound
from bot.services.accesses import Accesses
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import dossiers, personnel

HOW = "an employee number, a name, or # and the number of a person"
SHOWN = 10


def find_person(database: Database, text: str) -> int:
    """Return who is meant; raise NobodyFound, with a list where several are.

    Who is on the list stands in the access log then.
    """
    text = text.strip()
    with database.reading() as session:
        plain = Plain.of(session)
        if text.startswith("#") and text[1:].isdecimal():
            return int(text[1:])
        person_id = personnel.find_person_id(plain, text)
        if person_id is not None:
            return person_id
        words = fold(text).split()
        found, total = dossiers.search(plain, words, None, SHOWN) if words else ([], 0)
    if total == 0:
        raise NobodyFound(f"There is nobody by {text!r}.")
    if total == 1:
        return found[0].person_id
    Accesses(database, read_clock).note(AccessKind.SEARCH, find_reader(), people=len(found))
    names = "\n".join(
        f"  #{one.person_id}  {one.name}{f', {one.department}' if one.department else ''}"
        for one in found
    )
    more = f"\n  … and {total - len(found)} more" if total > len(found) else ""
    raise NobodyFound(f"There are {total} by that name. Name one by its number:\n{names}{more}")
