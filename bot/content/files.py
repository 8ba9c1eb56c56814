"""Finds the files of the content and reads them; whatever stands in the way is a problem too."""

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.content.document import Document
from bot.content.media import Media
from bot.content.problems import START, Page, did_you_mean, printable
from bot.content.source import read_source

MAX_BYTES: Final = 32 * 1024 * 1024
NAMES: Final = ("courses.yaml", "questions.yaml", "glossary.yaml")

_YAML_ENDINGS = (".yaml", ".yml")


@dataclass
class Folder:
    """The files of one content directory; a document without data has its problem on its page."""

    courses: Document
    questions: Document
    glossary: Document
    lessons: list[Document]
    media: Media
    has_all_lessons: bool
    pages: list[Page] = field(default_factory=list)
    shown: str = ""


def read_folder(directory: Path) -> Folder:
    """Read every file of a content directory."""
    shown = _show(directory)
    pages: list[Page] = []
    top = _list(directory, Page(shown), pages)
    courses, questions, glossary = (
        _read(directory / name, f"{shown}/{name}", pages) for name in NAMES
    )
    for name in top:
        if name not in NAMES and name.lower().endswith(_YAML_ENDINGS):
            _warn_unread(name, f"{shown}/{printable(name)}", pages, NAMES)

    lessons: list[Document] = []
    page = Page(f"{shown}/lessons")
    names = _list(directory / "lessons", page, pages) if top else []
    for name in names:
        path, file = directory / "lessons" / name, f"{page.file}/{printable(name)}"
        if name.endswith(".yaml"):
            lessons.append(_read(path, file, pages))
        elif name.lower().endswith(_YAML_ENDINGS):
            _warn_unread(name, file, pages, ())
    if not lessons and not page.problems:
        page.error("no-lesson", START, "there is no lesson", "Add one as lessons/NAME.yaml")
        pages.append(page)
    media = _find_media(directory / "media", f"{shown}/media", pages)
    return Folder(courses, questions, glossary, lessons, media, not page.problems, pages, shown)


def _show(directory: Path) -> str:
    """Return how the directory is written in problems: relative, so that it can be clicked."""
    if directory.is_absolute():
        here = Path.cwd()
        inside = directory.is_relative_to(here) and directory != here
        directory = directory.relative_to(here) if inside else Path(directory.name)
    return printable(directory.as_posix())


def _list(directory: Path, page: Page, pages: list[Page]) -> list[str]:
    try:
        names = sorted(path.name for path in directory.iterdir())
    except FileNotFoundError:
        page.error(
            "missing-file", START, "the directory is missing", "Create it, or check the path"
        )
    except NotADirectoryError:
        page.error("unreadable-file", START, "this must be a directory, but it is a file")
    except (OSError, ValueError) as error:
        page.error("unreadable-file", START, f"the directory cannot be read: {_reason(error)}")
    else:
        return [name for name in names if not name.startswith(".")]
    pages.append(page)
    return []


def _find_media(directory: Path, shown: str, pages: list[Page]) -> Media:
    names = _list(directory, Page(shown), pages) if directory.exists() else []
    return Media(directory, shown, frozenset(names))


def _read(path: Path, file: str, pages: list[Page]) -> Document:
    page = Page(file)
    pages.append(page)
    broken = Document(page, "", is_broken=True)
    try:
        # Opening a pipe or a device could wait forever.
        if not stat.S_ISREG(path.stat().st_mode):
            message = "this must be a file, but it is a directory or a device"
            page.error("unreadable-file", START, message)
            return broken
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        fix = "Create it as docs/content-format.md says"
        page.error("missing-file", START, "the file is missing", fix)
        return broken
    except (OSError, ValueError) as error:
        page.error("unreadable-file", START, f"the file cannot be read: {_reason(error)}")
        return broken
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // (1024 * 1024)} MB"
        page.error("huge-file", START, message, "Split it, or look what is in it")
        return broken
    return read_source(raw, page)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _warn_unread(name: str, file: str, pages: list[Page], known: tuple[str, ...]) -> None:
    page = Page(file)
    fix = did_you_mean(name, known) if known else "Let its name end in '.yaml'"
    fix = fix or "Lessons belong in lessons/NAME.yaml"
    page.warn("unread-file", START, "this file is not read", fix)
    pages.append(page)
