"""`run_bot.py fmt`: which files it rewrites, what it says, and what it leaves alone."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.content.catalog import load_catalog
from bot.content.writing import write_files
from tests.content import builder

ODD = builder.edit(
    "questions", ("    ask: What comes first?", '    ask: "What comes first?" # ours')
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A content folder in canonical form."""
    monkeypatch.chdir(tmp_path)
    catalog = builder.load(tmp_path).catalog
    assert catalog is not None
    for name, text in write_files(catalog).items():
        (tmp_path / "content" / name).write_text(text, encoding="utf-8")
    return tmp_path / "content"


def read(folder: Path) -> dict[str, str]:
    """Return all files."""
    return {str(path): path.read_text("utf-8") for path in folder.rglob("*.yaml")}


def test_only_what_is_in_other_form_is_rewritten(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` writes nothing; the second run changes nothing, and the content stays the same."""
    before = load_catalog(folder).catalog
    path = folder / "questions.yaml"
    path.write_text(
        ODD["questions"].replace("      - id: sell\n        text", "      - text"), "utf-8"
    )
    path.chmod(0o640)
    odd = read(folder)

    assert main(["fmt", "content", "--check"]) == 1
    out = capsys.readouterr().out
    assert out == (
        "content/questions.yaml: is in other form, 1 id made\n1 file to rewrite, 3 in form\n"
    )
    assert read(folder) == odd

    assert main(["fmt", "content"]) == 0
    assert "content/questions.yaml: rewritten, 1 id made\n1 file rewritten, 3 in form" in (
        capsys.readouterr().out
    )
    assert "    ask: | # ours\n      What comes first?\n" in path.read_text("utf-8")
    assert "      - id: selling\n        text: Selling\n" in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o640
    assert main(["fmt", "content", "--check"]) == 0
    assert main(["fmt", "content"]) == 0
    after = load_catalog(folder).catalog
    assert after is not None
    assert before is not None
    assert after.lessons == before.lessons
    assert [one.ask for one in after.questions] == [one.ask for one in before.questions]


def test_file_with_errors_is_told_and_left(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are rewritten all the same."""
    (folder / "glossary.yaml").write_text("terms:\n  - trem: x\n", encoding="utf-8")
    (folder / "questions.yaml").write_text(ODD["questions"], encoding="utf-8")

    assert main(["fmt", "content"]) == 1

    out = capsys.readouterr().out
    assert "content/glossary.yaml:2:5: unknown field 'trem'. Did you mean 'term'?\n" in out
    assert "      - trem: x\n        ^\n" in out
    assert out.endswith("1 file rewritten, 2 in form, 1 left as they are: see above\n")
    assert (folder / "glossary.yaml").read_text("utf-8") == "terms:\n  - trem: x\n"


def test_single_files_and_wrong_names(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no file is said, and the status tells."""
    assert main(["fmt", "content/lessons/in-tune.yaml"]) == 0
    assert capsys.readouterr().out == "0 files rewritten, 1 in form\n"

    assert main(["fmt", "content/no.yaml", "content/lessons/in-tune.yaml"]) == 1
    out, err = capsys.readouterr()
    assert err == "content/no.yaml: No such file or directory\n"
    assert out == "0 files rewritten, 1 in form, 1 left as they are: see above\n"
    (folder / "pipe.yaml").symlink_to("/dev/null")
    assert main(["fmt", "content/pipe.yaml"]) == 1
    assert capsys.readouterr().err == "content/pipe.yaml: is no file\n"


def test_link_goes_on_leading_to_the_file(folder: Path, tmp_path: Path) -> None:
    """The file behind it is rewritten."""
    target = tmp_path / "bank.yaml"
    target.write_text(ODD["questions"], encoding="utf-8")
    (folder / "questions.yaml").unlink()
    (folder / "questions.yaml").symlink_to(target)

    assert main(["fmt", "content"]) == 0

    assert (folder / "questions.yaml").is_symlink()
    assert "ask: | # ours\n" in target.read_text("utf-8")


def test_schemas_are_named_where_they_are(folder: Path) -> None:
    """After `schema`, `fmt` leads editors to them."""
    assert main(["schema", "content"]) == 0
    assert main(["fmt", "content"]) == 0

    for name, line in (
        ("questions.yaml", "# yaml-language-server: $schema=schema/questions.json\n"),
        ("lessons/in-tune.yaml", "# yaml-language-server: $schema=../schema/lesson.json\n"),
    ):
        assert (folder / name).read_text("utf-8").startswith(line)
    assert main(["fmt", "content", "--check"]) == 0
