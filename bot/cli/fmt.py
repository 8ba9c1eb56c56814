"""`run_bot.py fmt`: files of the content in one form, with an id in every entry."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.cli.output import fail
from bot.cli.problems import write_text
from bot.config import Settings
from bot.content.editor import FOLDER, write_modeline
from bot.content.files import MAX_BYTES, NAMES
from bot.content.fmt.canonical import Canonical, format_file
from bot.learning.phrases import count

STATUSES: Final = (
    "exit status: 0 done, 1 a file could not be brought into form (with --check: or is not in it), "
    "2 wrong usage"
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "fmt", help="bring files into one form, with an id in every entry", epilog=STATUSES
    )
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="path",
        help="files, or content folders (default: the setting CONTENT)",
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing, and say which files are in other form"
    )
    parser.set_defaults(command=fmt)


def fmt(arguments: argparse.Namespace, settings: Settings) -> int:
    """Rewrite the files, or only look at them; STATUSES says what is returned."""
    changed = refused = same = 0
    for path in _list_files(arguments.paths or [settings.content]):
        try:
            raw = _read(path)
            formed = format_file(raw, str(path), _find_modeline(path))
            text = formed.text
            if text is not None and text.encode() == raw:
                same += 1
                continue
            if text is not None and not arguments.check:
                _replace(path, text)
        except OSError as error:
            fail(f"{path}: {error.strerror or error}")
            refused += 1
            continue
        if text is None:
            _print_problems(formed)
            refused += 1
        else:
            made = f", {count(formed.ids, 'id')} made" if formed.ids else ""
            print(f"{path}: {'is in other form' if arguments.check else 'rewritten'}{made}")
            changed += 1
    verb = "to rewrite" if arguments.check else "rewritten"
    left = f", {refused:,} left as they are: see above" if refused else ""
    print(f"{count(changed, 'file')} {verb}, {same:,} in form{left}")
    return 1 if refused or (arguments.check and changed) else 0


def _list_files(paths: list[Path]) -> Iterator[Path]:
    """Yield the files that are named, and those of content folders that are."""
    for path in paths:
        if path.is_dir():
            yield from (path / name for name in NAMES if (path / name).exists())
            yield from sorted((path / "lessons").glob("*.yaml"))
        else:
            yield path


def _read(path: Path) -> bytes:
    if not path.is_file() and path.exists():
        raise OSError("is no file")  # opening a pipe could wait forever
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise OSError(f"is larger than {MAX_BYTES // (1024 * 1024)} MB")
    return raw


def _find_modeline(path: Path) -> str | None:
    """Return the line that leads editors to the schema, where that lies in the content folder."""
    is_lesson = path.absolute().parent.name == "lessons"
    line = write_modeline(f"lessons/{path.name}" if is_lesson else path.name)
    schema = path.parent / line.partition("$schema=")[2]
    is_ours = schema.parent.name == FOLDER and schema.is_file()
    return line if is_ours and (is_lesson or path.name in NAMES) else None


def _replace(path: Path, text: str) -> None:
    """Put a text in place of a file, in one step."""
    target = path.resolve()  # a link goes on leading there
    number, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(text.encode())
            os.fchmod(number, target.stat().st_mode & 0o777)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _print_problems(formed: Canonical) -> None:
    for line in write_text(formed.list_problems()):
        print(line)
