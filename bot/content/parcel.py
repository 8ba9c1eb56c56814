"""What a trainer sends: files unpacked, recognised and read, each into the heap it belongs to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from bot.content.archive import BadArchive, NamedFile, unpack
from bot.content.document import Document, Fields
from bot.content.formats.bank import read_bank
from bot.content.formats.detection import Format, detect_format
from bot.content.formats.harvest import Harvest, Unreadable
from bot.content.media import check_name, check_picture
from bot.content.problems import START, Page, Place, did_you_mean, printable, shorten
from bot.content.recognition import YAML_FORMS, Form, recognise
from bot.content.source import read_source

_FATES: Final = {True: ("not-taken", "not taken"), False: ("taken-in-part", "taken in part")}
# Who sends a file to the bot has no command line at hand.
_ADVICE: Final = {
    ". Or name it: --format": "",
    "Make one: run_bot.py template -o template.xlsx": "Take the one that /bank gives",
}
_ENDINGS: Final = (".xlsx", ".csv", ".tsv", ".gift", ".aiken", ".xml")
_NAMES: Final = ("questions", "terms", "courses")
# It lies in the content directory, and no file of ours is one.
_FOR_EDITORS: Final = re.compile(r"(?:.*/)?schema/[\w-]+\.json")
_KINDS: Final = "questions, a lesson, courses or a glossary"


@dataclass(frozen=True)
class Gathered:
    """Questions in the format of another program."""

    page: Page
    format: Format
    harvest: Harvest


@dataclass
class Parcel:
    """The documents of each kind and the pictures by name; what is wrong is on the pages."""

    questions: list[Document] = field(default_factory=list)
    courses: list[Document] = field(default_factory=list)
    glossary: list[Document] = field(default_factory=list)
    lessons: list[Document] = field(default_factory=list)
    harvests: list[Gathered] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)


def open_parcel(files: Iterable[NamedFile]) -> Parcel:
    """Sort the files that came together."""
    parcel = Parcel()
    for file in files:
        if recognise(file) is Form.ARCHIVE:
            _open_archive(parcel, file)
        else:
            _sort(parcel, file, is_alone=True)
    return parcel


def _open_archive(parcel: Parcel, file: NamedFile) -> None:
    page = _add_page(parcel, file)
    try:
        files = unpack(file.body)
    except BadArchive as error:
        page.error("archive", START, f"the file {error}")
        return
    if not files:
        page.error("archive", START, "the archive is empty", f"Put {_KINDS} into it")
    for one in files:
        _sort(parcel, one, is_alone=False)


def _sort(parcel: Parcel, file: NamedFile, *, is_alone: bool) -> None:
    """Put a file on its heap; in an archive, what is no content may lie beside the content."""
    if not is_alone and _FOR_EDITORS.fullmatch(file.name):
        return
    form = recognise(file)
    page = _add_page(parcel, file)
    if form in YAML_FORMS:
        _sort_yaml(parcel, form, read_source(file.body, page))
    elif form is Form.PICTURE:
        _sort_picture(parcel, file, page)
    elif form is Form.EMPTY:
        page.error("empty-file", START, "the file is empty")
    elif form is Form.ARCHIVE:
        fix = "Send that one by itself, or put its files here"
        page.error("archive", START, "an archive inside an archive is not opened", fix)
    elif form is Form.BINARY:
        page.error("unread-file", START, "the file is no text", f"Send {_KINDS} as YAML")
    else:
        _sort_foreign(parcel, file, page, is_alone=is_alone)


def _sort_yaml(parcel: Parcel, form: Form, document: Document) -> None:
    match form:
        case Form.QUESTIONS:
            parcel.questions.append(document)
        case Form.COURSES:
            parcel.courses.append(document)
        case Form.GLOSSARY:
            parcel.glossary.append(document)
        case Form.LESSON:
            parcel.lessons.append(document)
        case _ if not document.page.problems:
            first = next(iter(document.data), "") if isinstance(document.data, Fields) else ""
            fix = did_you_mean(first, _NAMES) or "Begin it with 'questions:' or another list"
            message = f"this YAML is none of {_KINDS}"
            document.page.error("unknown-kind", document.mark, message, fix)


def _sort_foreign(parcel: Parcel, file: NamedFile, page: Page, *, is_alone: bool) -> None:
    """Read questions of another program; what of them is lost is a warning each."""
    try:
        kind = detect_format(file.name, file.body)
        harvest = read_bank(page.file, file.body, kind)
    except Unreadable as error:
        if is_alone or file.name.lower().endswith(_ENDINGS):
            words = str(error)
            for typed, tapped in _ADVICE.items():
                words = words.replace(typed, tapped)
            page.error("unread-file", START, words)
        else:
            page.warn("unread-file", START, "this file is not read")
        return
    for shortfall in harvest.shortfalls:
        rule, fate = _FATES[shortfall.is_refused]
        message = f"{fate}: {shortfall.what}: {'; '.join(shortfall.reasons)}"
        page.warn(rule, Place(shortfall.line - 1, 0), message)
    if not harvest.questions:
        page.error("no-question", START, "no question could be taken from this file")
    parcel.harvests.append(Gathered(page, kind, harvest))


def _sort_picture(parcel: Parcel, file: NamedFile, page: Page) -> None:
    name = PurePosixPath(file.name).name
    fault = check_name(name) or check_picture(file.body)
    if fault is None and parcel.pictures.get(name, file.body) != file.body:
        fault = "came twice, with two pictures"
    if fault is None:
        parcel.pictures[name] = file.body
    else:
        page.error("picture", START, f"{shorten(name, 60)} {fault}")


def _add_page(parcel: Parcel, file: NamedFile) -> Page:
    page = Page(printable(file.name))
    parcel.pages.append(page)
    return page
