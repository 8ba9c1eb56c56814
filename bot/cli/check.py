"""`run_bot.py check`: every problem in the content, with its place and a fix."""

import argparse
from pathlib import Path
from typing import Any

from bot.cli.output import print_problems
from bot.config import Settings
from bot.content.catalog import load_catalog
from bot.learning.course import Use


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="check lessons, questions, glossary and courses")
    parser.add_argument(
        "path", nargs="?", type=Path, help="the content folder (default: the setting CONTENT)"
    )
    parser.set_defaults(command=check)


def check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print all problems and a summary; the status is 1 when there is an error."""
    loaded = load_catalog(arguments.path or settings.content, is_linted=True)
    print_problems(loaded.problems)
    errors = sum(problem.severity == "error" for problem in loaded.problems)
    warnings = len(loaded.problems) - errors
    if loaded.catalog is None:
        print(f"{errors} error(s), {warnings} warning(s)")
        return 1
    catalog = loaded.catalog
    reserved = sum(question.use is Use.TEST for question in catalog.questions)
    print(
        f"Content is sound: {len(catalog.lessons)} lessons, {len(catalog.questions)} questions "
        f"({reserved} reserved for the test), {len(catalog.terms)} terms; {warnings} warning(s)"
    )
    return 0
