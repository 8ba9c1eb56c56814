"""`run_bot.py export` and `template`: the bank in other formats, and a workbook to fill in."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bot.cli.output import fail, print_problems
from bot.cli.placing import Occupied, place_files
from bot.config import Settings
from bot.content.catalog import Loaded, load_catalog
from bot.content.formats.bank import WRITABLE, write_bank
from bot.content.formats.detection import Format
from bot.content.formats.outgoing import Bank
from bot.content.formats.sheets import write_template
from bot.learning.course import Catalog
from bot.learning.phrases import count

_ENDINGS: Final = {
    ".gift": Format.GIFT,
    ".xml": Format.MOODLE_XML,
    ".csv": Format.CSV,
    ".xlsx": Format.XLSX,
}


def add_to(commands: Any) -> None:
    """Add both commands."""
    parser = commands.add_parser("export", help="write the question bank in another format")
    parser.add_argument(
        "path", nargs="?", type=Path, help="the content folder (default: the setting CONTENT)"
    )
    parser.add_argument(
        "--format", choices=list(WRITABLE), help="the format (default: told by the ending of -o)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, help="the file to write (default: standard output)"
    )
    _add_replace(parser)
    parser.set_defaults(command=run_export)
    parser = commands.add_parser(
        "template", help="write a workbook (.xlsx) in which questions can be filled in"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, help="the file to write")
    _add_replace(parser)
    parser.set_defaults(command=run_template)


def run_export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the bank, and list what the format does not carry."""
    output: Path | None = arguments.output
    form = arguments.format or (output and _ENDINGS.get(output.suffix.lower()))
    if not form:
        return fail(f"In which format? Add --format {'|'.join(WRITABLE)}.")
    if form == Format.XLSX and output is None:
        return fail("A workbook needs a file: add -o FILE.xlsx.")
    loaded = load_catalog(arguments.path or settings.content)
    if loaded.catalog is None:
        print_problems(problem for problem in loaded.problems if problem.severity == "error")
        return fail("Nothing was written: mend the errors first.")
    export = write_bank(_make_bank(loaded.catalog, loaded), Format(form))
    status = _write(export.data, output, replaces=arguments.replace)
    if status == 0:
        _list_left_behind(export.left_behind, loaded.catalog)
    return status


def run_template(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the template, with the lessons to choose from."""
    catalog = load_catalog(settings.content).catalog
    if catalog is None:
        sys.stderr.write("The content has errors: the template has no lessons to choose from.\n")
    data = write_template(catalog.lessons if catalog else ())
    return _write(data, arguments.output, replaces=arguments.replace)


def _add_replace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--replace", action="store_true", help="the file to write may replace an older one"
    )


def _make_bank(catalog: Catalog, loaded: Loaded) -> Bank:
    pictures = (question.picture for question in catalog.questions)
    media = {one.file: loaded.media[one.digest] for one in pictures if one is not None}
    return Bank(catalog.questions, catalog.lessons, media)


def _write(data: bytes, output: Path | None, *, replaces: bool) -> int:
    if output is None:
        sys.stdout.write(data.decode("utf-8-sig"))
        return 0
    try:
        place_files({output: data}, replaceable=output if replaces else None)
    except Occupied as error:
        return fail(f"{error} Nothing was written.")
    except OSError as error:
        return fail(f"{output} cannot be written: {error.strerror}.")
    sys.stderr.write(f"Written to {output}.\n")
    return 0


def _list_left_behind(left_behind: Mapping[str, tuple[str, ...]], catalog: Catalog) -> None:
    """Say what stays behind, and of which questions."""
    whole = len(catalog.questions)
    lacking = {one for ids in left_behind.values() for one in ids}
    sys.stderr.write(
        f"{count(whole, 'question')} written, {whole - len(lacking):,} of them with everything.\n"
    )
    of_all = [name for name, ids in left_behind.items() if len(ids) == whole]
    if of_all:
        sys.stderr.write(f"not carried, of all questions: {', '.join(of_all)}\n")
    for name, ids in left_behind.items():
        if len(ids) < whole:
            of_some = f"{count(len(ids), 'question')}: {', '.join(ids)}"
            sys.stderr.write(f"not carried: {name}, of {of_some}\n")
