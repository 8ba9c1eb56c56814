"""`run_bot.py check`: every problem in the content, with its place and a fix, and its figures."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from bot.cli.figures import list_figures, write_figures
from bot.cli.problems import write_github, write_json, write_text
from bot.config import Settings
from bot.content.baseline import BadBaseline, Compared, compare, read_baseline, write_baseline
from bot.content.catalog import Loaded, load_catalog
from bot.content.figures import take_figures
from bot.learning.phrases import count

FORMATS: Final = ("text", "json", "github")
STATUSES: Final = (
    "exit status: 0 no errors (with --strict: no warnings either), 1 there are some, 2 wrong usage"
)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "check", help="check lessons, questions, glossary and courses", epilog=STATUSES
    )
    parser.add_argument(
        "path", nargs="?", type=Path, help="the content folder (default: the setting CONTENT)"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="github: annotations for its Actions"
    )
    parser.add_argument("--strict", action="store_true", help="let warnings fail, too")
    parser.add_argument(
        "--baseline", type=Path, metavar="FILE", help="say nothing of the warnings noted there"
    )
    parser.add_argument(
        "--write-baseline", action="store_true", help="note all present warnings in that file"
    )
    parser.set_defaults(command=check)


def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print all problems and a summary; STATUSES says what is returned."""
    if arguments.write_baseline and arguments.baseline is None:
        return _refuse("--write-baseline needs --baseline FILE")
    loaded = load_catalog(arguments.path or settings.content, is_linted=True)
    try:
        if arguments.write_baseline:
            text = write_baseline(loaded.problems, loaded.folder)
            arguments.baseline.write_text(text, encoding="utf-8")
        compared = _compare(loaded, arguments.baseline)
    except BadBaseline as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(f"{arguments.baseline} cannot be written: {error.strerror}")
    _print(arguments.format, loaded, compared)
    is_failed = loaded.catalog is None or (arguments.strict and bool(compared.problems))
    return 1 if is_failed else 0


def _refuse(message: str) -> int:
    sys.stderr.write(f"run_bot.py check: {message}\n")
    return 2


def _compare(loaded: Loaded, baseline: Path | None) -> Compared:
    if baseline is None:
        return Compared(loaded.problems, 0, 0)
    return compare(loaded.problems, loaded.folder, read_baseline(baseline))


def _print(form: str, loaded: Loaded, compared: Compared) -> None:
    errors = sum(problem.severity == "error" for problem in compared.problems)
    figures = None if loaded.catalog is None else take_figures(loaded.catalog)
    if form == "json":
        summary = {
            "errors": errors,
            "warnings": len(compared.problems) - errors,
            "known_warnings": compared.known,
            "gone_warnings": compared.gone,
            "figures": None if figures is None else list_figures(figures),
        }
        print(write_json(compared.problems, summary))
        return
    write = write_github if form == "github" else write_text
    _print_lines(write(compared.problems))
    found = [count(errors, "error"), count(len(compared.problems) - errors, "warning")]
    if compared.known:
        found.append(f"{compared.known:,} more in the baseline")
    if compared.gone:
        found.append(f"{compared.gone:,} of the baseline gone: write it anew")
    if figures is None:
        print(", ".join(found))
        return
    print(
        f"Content is sound: {count(len(figures.topics), 'lesson')}, "
        f"{count(figures.questions, 'question')} ({figures.reserved:,} reserved for the test), "
        f"{count(figures.terms, 'term')}; {', '.join(found[1:])}\n"
    )
    _print_lines(write_figures(figures))


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
