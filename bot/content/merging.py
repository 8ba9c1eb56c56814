"""Puts what a trainer sends together with what is taught, and checks the whole as if from disk.

What was sent is read first, beside what is taught, so that its problems have their lines in it.
Then both are written out as one content directory in memory and read again: rules between entries
see everything, and whatever `check` would refuse is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from typing import Final

from bot.content.archive import NamedFile
from bot.content.catalog import assemble, garbage_collector_off
from bot.content.difference import Content, Kind
from bot.content.document import Document
from bot.content.files import Folder
from bot.content.filling import fill
from bot.content.formats.gathering import rename_pictures
from bot.content.media import Media, check_name, digest_picture
from bot.content.parcel import Parcel, open_parcel
from bot.content.problems import START, Mark, Page, Place, Problem, shorten, sort_problems
from bot.content.source import read_source
from bot.content.whole import FILES, Name, Sent, check_whole, list_entries, list_ids
from bot.content.writing import write_files
from bot.learning.course import Catalog, Course, Lesson, Picture, Question, Term

# Rules that only the whole can break.
_WHOLE: Final = frozenset(
    {"few-questions", "longest-keys", "key-positions", "needless-ignore", "unknown-term"}
)


@dataclass(frozen=True)
class Merged:
    """The whole with what was sent in it; the catalogue is None where there is any error.

    `media` are the pictures that were sent, by their digest; `lacking` counts the entries that
    replacing removes: those of the lists that were sent, and not in them.
    """

    catalog: Catalog | None
    problems: tuple[Problem, ...]
    media: Mapping[str, bytes] = field(default_factory=dict)
    lacking: int = 0


def merge(taught: Catalog, files: Iterable[NamedFile], *, is_replacing: bool = False) -> Merged:
    """Add to what is taught, and change, what stands in those files.

    What a list that was sent lacks stays, or is removed where the files replace it.
    """
    with garbage_collector_off():
        parcel = open_parcel(files)
        media = _hold(taught, parcel)
        sent = _read(taught, parcel, media, is_replacing=is_replacing)
        deferred = _WHOLE if parcel.glossary else _WHOLE - {"unknown-term"}
        problems = [p for p in sort_problems(parcel.pages) if p.rule not in deferred]
        lacking = sum(
            name[0] in sent.lists and name not in sent.places for name, _ in list_entries(taught)
        )
        if any(problem.severity == "error" for problem in problems):
            return Merged(None, tuple(problems), lacking=lacking)
        whole = _combine(taught, sent, media, is_replacing=is_replacing)
        problems += check_whole(taught, whole, sent, media, problems)
        problems += _list_unused(parcel, whole)
        is_sound = not any(problem.severity == "error" for problem in problems)
        return Merged(whole if is_sound else None, tuple(problems), media.contents, lacking)


def _hold(taught: Catalog, parcel: Parcel) -> Media:
    """Return the pictures that can be shown: those that are stored, and those that were sent."""
    digests = {picture.file: picture.digest for picture in taught.pictures}
    media = Media(Path(), "media", frozenset(digests), digests)
    for name, data in parcel.pictures.items():
        page = next(page for page in parcel.pages if page.file.endswith(name))
        _hold_picture(media, page, name, data)
    for number, gathered in enumerate(parcel.harvests):
        # Another program's "image1.png" is no other form of ours.
        taken = {
            name: b""
            for name, data in gathered.harvest.media.items()
            if media.digests.get(name, digest_picture(data)) != digest_picture(data)
        }
        harvest = rename_pictures(gathered.harvest, taken)
        parcel.harvests[number] = replace(gathered, harvest=harvest)
        for name, data in harvest.media.items():
            _hold_picture(media, gathered.page, name, data)
    return media


def _hold_picture(media: Media, page: Page, name: str, data: bytes) -> None:
    fault = check_name(name) or media.hold(name, data)
    if fault is not None:
        page.error("picture", START, f"{shorten(name, 60)} {fault}")


def _read(taught: Catalog, parcel: Parcel, media: Media, *, is_replacing: bool) -> Sent:
    """Read the documents that were sent, beside the lessons that are taught."""
    sent = Sent()
    for document in parcel.lessons:
        _note_places(sent, document, None, Kind.LESSON)
    if parcel.courses and parcel.lessons:
        sent.lists.add(Kind.LESSON)
    is_gone = is_replacing and Kind.LESSON in sent.lists
    known = [] if is_gone else _write_lessons(taught, sent)
    terms = write_files(replace(taught, lessons=(), questions=()))["glossary.yaml"]
    words = read_source(terms.encode(), Page("glossary.yaml"))
    heaps = (parcel.courses, parcel.questions, parcel.glossary)
    rounds = list(zip_longest(*heaps)) or ([(None, None, None)] if parcel.lessons else [])
    for documents in rounds:
        lists: list[Document] = []
        for document, (name, kind) in zip(documents, FILES.values(), strict=True):
            if document is not None:
                _note_places(sent, document, name, kind)
                sent.lists.add(kind)
            # One that is broken has no say in what the others may refer to.
            absent = words if kind is Kind.TERM else Document(Page(""), "", is_broken=True)
            lists.append(document or absent)
        courses, questions, glossary = lists
        lessons = [*parcel.lessons, *known]
        folder = Folder(courses, questions, glossary, lessons, media, has_all_lessons=True)
        catalog, _ = assemble(folder, is_linted=True)
        for entry_name, entry in list_entries(catalog):
            if entry_name in sent.places:
                sent.entries[entry_name] = entry
    _read_harvests(taught, parcel, sent)
    return sent


def _read_harvests(taught: Catalog, parcel: Parcel, sent: Sent) -> None:
    """Take over what came in the formats of other programs."""
    for gathered in parcel.harvests:
        sent.lists.add(Kind.QUESTION)
        lines = gathered.harvest.lines
        for question in gathered.harvest.questions:
            name = Kind.QUESTION, question.id
            mark = Place(lines[question.id] - 1, 0)
            _note_place(sent, name, gathered.page, mark)
            sent.entries[name] = fill(question, taught.questions_by_id, gathered.format)


def _write_lessons(taught: Catalog, sent: Sent) -> list[Document]:
    """Return the lessons that are taught and were not sent."""
    lessons = [one for one in taught.lessons if (Kind.LESSON, one.id) not in sent.places]
    files = write_files(replace(taught, lessons=tuple(lessons), questions=(), terms=()))
    return [read_source(text.encode(), Page(name)) for name, text in files.items() if "/" in name]


def _note_places(sent: Sent, document: Document, name: str | None, kind: Kind) -> None:
    """Note where each entry of a document stands; the same id in two documents is an error."""
    for entry_id, mark in list_ids(document, name):
        _note_place(sent, (kind, entry_id), document.page, mark)


def _note_place(sent: Sent, name: Name, page: Page, mark: Mark) -> None:
    known, place = sent.places.setdefault(name, (page, mark))
    if known is not page and name[0] is not Kind.LESSON:
        message = f"the id {shorten(name[1])} is also used in {known.file}, line {place.line + 1}"
        page.error("duplicate-id", mark, message, "Keep it in one of the two files")


def _combine(taught: Catalog, sent: Sent, media: Media, *, is_replacing: bool) -> Catalog:
    """Return what is taught with what was sent in its place, and what is new behind it."""
    gone = sent.lists if is_replacing else set()
    entries = {
        name: _renew(entry, media.digests)
        for name, entry in list_entries(taught)
        if name[0] not in gone
    }
    entries |= {name: _renew(entry, media.digests) for name, entry in sent.entries.items()}
    of_kind: dict[Kind, list[Content]] = {kind: [] for kind in Kind}
    for (kind, _), entry in entries.items():
        of_kind[kind].append(entry)
    return Catalog(
        courses=tuple(one for one in of_kind[Kind.COURSE] if isinstance(one, Course)),
        lessons=tuple(
            sorted(
                (one for one in of_kind[Kind.LESSON] if isinstance(one, Lesson)),
                key=lambda lesson: lesson.id,
            )
        ),
        questions=tuple(one for one in of_kind[Kind.QUESTION] if isinstance(one, Question)),
        terms=tuple(one for one in of_kind[Kind.TERM] if isinstance(one, Term)),
    )


def _renew(entry: Content, digests: Mapping[str, str]) -> Content:
    """Let an entry show the pictures that were sent under the names of those it showed."""
    if isinstance(entry, Question) and entry.picture is not None:
        return replace(entry, picture=_renew_picture(entry.picture, digests))
    if isinstance(entry, Lesson) and any(card.picture for card in entry.cards):
        cards = (
            replace(card, picture=_renew_picture(card.picture, digests)) if card.picture else card
            for card in entry.cards
        )
        return replace(entry, cards=tuple(cards))
    return entry


def _renew_picture(picture: Picture, digests: Mapping[str, str]) -> Picture:
    return replace(picture, digest=digests.get(picture.file, ""))


def _list_unused(parcel: Parcel, whole: Catalog) -> list[Problem]:
    """Warn of pictures that nothing shows."""
    shown = {picture.file for picture in whole.pictures}
    return [
        Problem(
            next(page.file for page in parcel.pages if page.file.endswith(name)),
            *(1, 1, "warning", "unused-picture"),
            "no card and no question shows this picture",
            "Name it under 'picture'",
        )
        for name in sorted(parcel.pictures.keys() - shown)
    ]
