"""`run_bot.py schema`: JSON Schemas with which editors complete and check the files."""

import argparse
from pathlib import Path
from typing import Any

from bot.cli.output import fail
from bot.config import Settings
from bot.content.editor import FOLDER, write_schemas


def add_to(commands: Any) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "schema", help="write what editors need to complete and check the files"
    )
    parser.add_argument(
        "path", nargs="?", type=Path, help="the content folder (default: the setting CONTENT)"
    )
    parser.set_defaults(command=schema)


def schema(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the schemas into the content folder."""
    folder = (arguments.path or settings.content) / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        for name, text in write_schemas().items():
            (folder / name).write_text(text, encoding="utf-8")
            print(folder / name)
    except OSError as error:
        return fail(f"{folder} cannot be written: {error.strerror}")
    print("The first line of each file leads editors there; `run_bot.py fmt` adds it.")
    return 0
