"""`run_bot.py import`: question banks in other formats as YAML, with a word on what did not fit."""

import argparse
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.cli.output import fail
from bot.cli.placing import Occupied, place_files
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.content.formats.archives import MAX_FILE
from bot.content.formats.bank import read_file
from bot.content.formats.detection import Format
from bot.content.formats.gathering import gather, rename_pictures
from bot.content.formats.harvest import Harvest, Reading, Unreadable
from bot.content.problems import printable
from bot.content.writing import to_entry
from bot.learning.phrases import count

_INCOMPLETE: Final = 3
_AUTO: Final = "auto"
_NEXT: Final = (
    "Next: send it to the bot, or put its questions below those in content/questions.yaml and "
    "run check.\n"
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "import",
        help="turn question banks in other formats into YAML",
        epilog="exit status: 0 all questions were taken whole; 3 some only in part or not at all "
        "(they are listed); 1 nothing was written; 2 bad usage",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="the banks")
    parser.add_argument(
        "--format",
        choices=[_AUTO, *Format],
        default=_AUTO,
        help="what the files are (default: told by what is in them)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        help="the YAML file to write; pictures go into media/ beside it (default: standard output)",
    )
    parser.add_argument(
        "--replace", action="store_true", help="the file to write may replace an older one"
    )
    parser.set_defaults(command=run_import)


def run_import(arguments: argparse.Namespace, settings: Settings) -> int:
    """Read all files, say what became of each question, and write the YAML."""
    readings = _read_files(arguments.files, arguments.format)
    if readings is None:
        return fail("Nothing was written.")
    try:
        harvest = gather(readings)
    except Unreadable as error:
        return fail(f"{error}. Nothing was written.")
    sys.stderr.write(harvest.report())
    if not harvest.questions:
        return fail("Nothing was written, as no question could be taken.")
    _name_known(harvest, settings.content)
    try:
        _write(harvest, arguments.output, replaces=arguments.replace)
    except Occupied as error:
        return fail(f"{error} Nothing was written.")
    except OSError as error:
        return fail(f"{arguments.output} cannot be written: {error.strerror}.")
    return _INCOMPLETE if harvest.shortfalls else 0


def _read_files(paths: Sequence[Path], form: str) -> list[tuple[str, Reading]] | None:
    """Return what stands in the files; None, and a line for each, where any cannot be read."""
    readings = []
    for path in paths:
        name = printable(str(path))
        try:
            reading = read_file(path.name, _read(path), None if form == _AUTO else Format(form))
        except Unreadable as error:
            fail(f"{name}: {error}.")
        except (OSError, ValueError) as error:
            fail(f"{name}: it cannot be read: {getattr(error, 'strerror', None) or error}.")
        else:
            readings.append((name, reading))
    return readings if len(readings) == len(paths) else None


def _read(path: Path) -> bytes:
    # Opening a pipe or a device could wait forever.
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unreadable("it is a directory or a device, and no file")
    with path.open("rb") as stream:
        return stream.read(MAX_FILE + 1)


def _name_known(harvest: Harvest, content: Path) -> None:
    """Say which ids stand for something else in the bank: these would change its questions."""
    catalog = load_catalog(content).catalog
    bank = catalog.questions_by_id if catalog else {}
    changed = [
        one.id
        for one in harvest.questions
        if one.id in bank and to_entry(one) != to_entry(bank[one.id])
    ]
    if changed:
        sys.stderr.write(
            f"{count(len(changed), 'id')} of the bank, where the question is another one: "
            f"{', '.join(changed)}. It would be changed; if that is not meant, give a new id.\n"
        )


def _write(harvest: Harvest, output: Path | None, *, replaces: bool) -> None:
    if output is None:
        sys.stdout.write(harvest.to_yaml())
        if harvest.media:
            number = count(len(harvest.media), "picture")
            fail(f"{number} are not written: name a file with -o, and they go into media/.")
        return
    folder = output.parent / "media"
    harvest = rename_pictures(harvest, _find_media(folder, harvest.media))
    files = {folder / name: data for name, data in harvest.media.items()}
    yaml = {output: harvest.to_yaml().encode()}
    place_files(
        files | yaml,
        replaceable=output if replaces else None,
        folder=folder if files else None,
    )
    pictures = f" and {count(len(files), 'picture')} into {folder}/" if files else ""
    sys.stderr.write(f"Written to {output}{pictures}.\n{_NEXT}")


def _find_media(folder: Path, names: Any) -> dict[str, bytes]:
    """Return the files that already have one of these names."""
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
