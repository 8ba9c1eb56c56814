"""What a trainer asks of the question bank: what is taught now, since when, and how to go back."""

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from bot.content.archive import NamedFile, pack
from bot.content.catalog import load_catalog
from bot.content.difference import Difference, compare
from bot.content.formats import outgoing
from bot.content.formats.sheets import write_template, write_workbook_bank
from bot.content.problems import Problem
from bot.content.snapshot import digest, dump_catalog
from bot.content.writing import write_files
from bot.learning.course import Use
from bot.learning.errors import VersionGone
from bot.learning.publication import Imprint, Origin, Publication
from bot.limits import MAX_UPLOAD
from bot.services.library import Edition, Library
from bot.services.publisher import Proposal, Publisher
from bot.storage.engine import Database
from bot.storage.queries import content
from bot.storage.tables import ContentActivation

MAX_PICTURES_SENT = MAX_UPLOAD * 9 // 10  # bytes; the rest is for the texts
LISTED = 10  # moments in the history


@dataclass(frozen=True)
class BankState:
    """The version that is taught, in figures, and the state of the files beside it."""

    published: Publication
    lessons: int
    practice_questions: int
    test_questions: int
    drafts: int
    terms: int
    problems: tuple[Problem, ...]
    is_edited: bool


@dataclass(frozen=True)
class WayBack:
    """What going back to an earlier version would change in what is taught now."""

    current: Edition
    target: Edition
    difference: Difference

    @property
    def is_there(self) -> bool:
        """Whether that version is the one that is taught."""
        return self.current.version_id == self.target.version_id


class Bank:
    """Looks at the bank for its trainers, and takes it back to what it was."""

    def __init__(self, database: Database, library: Library, directory: Path) -> None:
        self._database = database
        self._library = library
        self._directory = directory

    def inspect(self) -> BankState:
        """Read the files and compare them with what is taught."""
        edition = self._library.get_current()
        loaded = load_catalog(self._directory, is_linted=True)
        taught = edition.catalog
        is_edited = loaded.catalog is not None and (
            digest(dump_catalog(loaded.catalog)) != digest(dump_catalog(taught))
        )
        shown = [question for question in taught.questions if not question.is_draft]
        reserved = sum(question.use is Use.TEST for question in shown)
        return BankState(
            published=self.list_history(1)[0],
            lessons=len(taught.lessons),
            practice_questions=len(shown) - reserved,
            test_questions=reserved,
            drafts=len(taught.questions) - len(shown),
            terms=len(taught.terms),
            problems=loaded.problems,
            is_edited=is_edited,
        )

    def propose_files(self) -> Proposal:
        """Compare the files on disk with what is taught; raises Unsound."""
        return Publisher(self._database, self._library).propose_folder(self._directory)

    def pack(self) -> NamedFile:
        """Return all that is taught as an archive, which changes nothing when it is sent back.

        Where its pictures are too many for one message, they are left out.
        """
        edition = self._library.get_current()
        files = {name: text.encode() for name, text in write_files(edition.catalog).items()}
        shown = {picture.file: picture.digest for picture in edition.catalog.pictures}
        with self._database.reading() as session:
            pictures = {
                f"media/{name}": content.get_media(session, key) for name, key in shown.items()
            }
        if sum(map(len, pictures.values())) < MAX_PICTURES_SENT:
            files |= dict(sorted(pictures.items()))
        return NamedFile(f"bank-v{edition.number}.zip", pack(files))

    def write_workbook(self) -> NamedFile:
        """Return the questions that are taught as a workbook, with the lessons to choose from."""
        edition = self._library.get_current()
        catalog = edition.catalog
        body = write_workbook_bank(outgoing.Bank(catalog.questions, catalog.lessons))
        return NamedFile(f"questions-v{edition.number}.xlsx", body)

    def write_template(self) -> NamedFile:
        """Return a workbook to fill in, with an example and the lessons to choose from."""
        lessons = self._library.get_current().catalog.lessons
        return NamedFile("template.xlsx", write_template(lessons))

    def list_history(self, limit: int = LISTED) -> tuple[Publication, ...]:
        """Return the last moments at which a version began to be taught, the newest first."""
        with self._database.reading() as session:
            rows = content.list_publications(session, limit)
        return tuple(_read(activation, name) for activation, name in rows)

    def list_since(self, version_id: int) -> tuple[Publication, ...]:
        """Return what began to be taught after that version did last, the newest first."""
        history = self.list_history()
        return tuple(takewhile(lambda one: one.version_id != version_id, history))

    def look_back(self, number: int) -> WayBack:
        """Return what going back to that version would change; raises VersionGone."""
        current = self._library.get_current()
        with self._database.reading() as session:
            version_id = content.find_version_of_number(session, number)
        if version_id is None:
            raise VersionGone
        target = self._library.get_edition(version_id)
        return WayBack(current, target, compare(current.catalog, target.catalog))

    def go_back(self, number: int, beside: int, person_id: int) -> WayBack:
        """Teach an earlier version again, unless another one than `beside` is taught by now.

        Then, as after a second tap, nothing changes; what is returned says where things stand.
        """
        with self._database.writing() as session:
            way = self.look_back(number)
            # Asked in this transaction: another one may wait to be committed together with it.
            active = content.find_active(session)
            if way.is_there or active is None or active[1] != beside:
                return way
            summary = way.difference.summarise()
            self._library.activate(way.target, Imprint(Origin.ROLLBACK, person_id, summary))
        return WayBack(way.target, way.target, way.difference)


def _read(activation: ContentActivation, name: str | None) -> Publication:
    return Publication(
        number=activation.number,
        version_id=activation.version_id,
        at=activation.activated_at,
        origin=Origin(activation.origin),
        first_name=name.split(" ")[0] if name else None,
        summary=activation.summary or "",
    )
