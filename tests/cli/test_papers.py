"""The papers name every command, option and setting, and nothing that is gone."""

import argparse
import re
from pathlib import Path

import pytest

from bot.chat.table import COMMAND_HANDLERS
from bot.cli import make_parser
from bot.config import list_settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
PAPERS = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
]


def list_commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of all commands."""
    for action in make_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("no commands")


def test_hints_run_where_the_libraries_are() -> None:
    """They are in `.venv`: a hint names that Python, or `run_bot.py` alone."""
    hints = [*PAPERS, *(ROOT / "bot").rglob("*.py"), ROOT / "run_bot.py"]
    other = re.compile(r"(?<!\.venv/bin/)python3? run_bot\.py")
    texts = {path: path.read_text(encoding="utf-8") for path in hints}
    assert any(".venv/bin/python run_bot.py" in text for text in texts.values())
    assert not [path.name for path, text in texts.items() if other.search(text)]


def test_architecture_names_every_use_case_once() -> None:
    """The table of `bot/services` has each module under one subject, and none that is gone."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    table = text.partition("| subject | modules |")[2].partition("\n\n")[0]
    modules = (path.stem for path in (ROOT / "bot/services").glob("[!_]*.py"))
    assert sorted(re.findall("`([a-z_]+)`", table)) == sorted(modules)


@pytest.mark.parametrize("name", list(list_commands()))
def test_papers_name_every_command_with_its_options(name: str) -> None:
    """A row of the table for each command, and each of its long options somewhere in it."""
    row = re.search(rf"^\| `{name}` \|.*$", COMMANDS, re.MULTILINE)
    assert row, f"`{name}` is not in docs/commands.md"
    for action in list_commands()[name]._actions:
        options = [o for o in action.option_strings if o.startswith("--") and o != "--help"]
        for option in options:
            assert f"`{option}`" in row[0], f"{option} of {name} is not in docs/commands.md"


def test_papers_have_no_command_that_is_gone() -> None:
    """The table of commands lists what there is."""
    table = COMMANDS.partition("| command |")[2].partition("\n\n")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(list_commands())


def test_papers_and_help_list_every_setting_with_its_default() -> None:
    """The table of settings is the settings."""
    table = SETTINGS.partition("| setting |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|", table, re.MULTILINE)
    epilog = make_parser().epilog or ""

    assert rows == [(name, default) for name, default, _ in list_settings()]
    for name, _, description in list_settings():
        assert re.search(rf"^  {name} +{re.escape(description)}", epilog, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(COMMAND_HANDLERS)))
def test_readme_names_every_chat_command(name: str) -> None:
    """Each command of the chat stands in the README."""
    assert re.search(rf"`/{name}\b", README)


def test_links_between_papers_lead_somewhere() -> None:
    """No paper links to a file that is not there; what stands in code is no link."""
    for paper in PAPERS:
        words = re.sub(r"```.*?```|`[^`]*`", "", paper.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", words):
            assert (paper.parent / target).exists(), f"{paper.name} links to {target}"


def test_makefile_targets_in_the_papers_exist() -> None:
    """`make x` in a paper is a target."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for paper in PAPERS:
        named = re.findall(r"(?:^|`)make ([a-z-]+)", paper.read_text(), re.MULTILINE)
        assert set(named) <= targets, paper.name
