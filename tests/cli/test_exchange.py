"""`import`, `export` and `template` as a trainer runs them."""

from pathlib import Path

import pytest

from bot.cli import main
from bot.content.catalog import load_catalog
from tests.content import builder

CASES = Path(__file__).parents[1] / "content/formats/cases"
MOODLE = str(CASES / "messy.xml")
GIFT = str(CASES / "messy.gift")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with small content, in which the commands run."""
    builder.write(tmp_path)
    monkeypatch.setenv("CONTENT", str(tmp_path / "content"))
    monkeypatch.setenv("DATABASE", str(tmp_path / "bot.db"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_import_of_several_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One YAML with all that could be taken, pictures beside it, and all the rest listed."""
    assert main(["import", MOODLE, GIFT, "-o", "new.yaml"]) == 3

    said = capsys.readouterr()
    assert said.out == ""
    assert "messy.xml:94: not taken: 'Word': learners type a word" in said.err
    assert "47 questions found: 16 taken, 9 taken in part, 22 not taken" in said.err
    assert "Written to new.yaml and 4 pictures into media/." in said.err
    text = (folder / "new.yaml").read_text("utf-8")
    for name in ("media/phone desk.png", "media/a.png"):
        assert (folder / name).is_file()
    (folder / "content/questions.yaml").write_text(
        builder.QUESTIONS + text.removeprefix("questions:\n"), "utf-8"
    )
    (folder / "media").rename(folder / "content/media")
    assert load_catalog(folder / "content").catalog is not None


def test_import_never_overwrites(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands there stays, unless it is said twice; a picture gets another name."""
    (folder / "new.yaml").write_text("mine")
    (folder / "media").mkdir()
    (folder / "media/a.png").write_bytes(b"mine")

    assert main(["import", MOODLE, "-o", "new.yaml"]) == 1
    assert "new.yaml exists already. Choose another name, or add --replace." in (
        capsys.readouterr().err
    )
    assert (folder / "new.yaml").read_text() == "mine"
    assert [path.name for path in (folder / "media").iterdir()] == ["a.png"]

    for _ in range(2):
        assert main(["import", MOODLE, "-o", "new.yaml", "--replace"]) == 3
        assert (folder / "media/a.png").read_bytes() == b"mine"
        (picture,) = (folder / "media").glob("a-*.png")
        assert f"file: {picture.name}\n" in (folder / "new.yaml").read_text("utf-8")


def test_import_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """YAML there, the report on standard error; all taken is status 0."""
    (folder / "bank.txt").write_text("::One::Is it?{T}\n")

    assert main(["import", "bank.txt"]) == 0

    said = capsys.readouterr()
    assert said.out.startswith("questions:\n  - id: one\n")
    assert (
        said.err == "1 question found: 1 taken, 0 taken in part, 0 not taken; 1 draft to complete\n"
    )
    assert main(["import", MOODLE]) == 3
    assert "3 pictures are not written: name a file with -o" in capsys.readouterr().err


def test_known_ids_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A question that would change one of the bank does not come in unnoticed."""
    (folder / "a.gift").write_text("::First step::Another one?{=yes ~no}\n\n::New one::New?{T}\n")

    assert main(["import", "a.gift"]) == 0
    said = "1 id of the bank, where the question is another one: first-step."
    assert said in capsys.readouterr().err

    assert main(["export", "-o", "bank.xlsx"]) == 0
    assert main(["import", "bank.xlsx"]) == 0
    assert "of the bank" not in capsys.readouterr().err


def test_one_unreadable_file_stops_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each, and nothing is written."""
    (folder / "bomb.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "none.gift").write_text("{}{\n")

    status = main(["import", GIFT, "bomb.xlsx", "no.gift", "content", "-o", "new.yaml"])

    assert status == 1
    assert capsys.readouterr().err.splitlines() == [
        "bomb.xlsx: it is damaged, or not whole. Save it anew.",
        "no.gift: it cannot be read: No such file or directory.",
        "content: it is a directory or a device, and no file.",
        "Nothing was written.",
    ]
    assert main(["import", "none.gift", "-o", "new.yaml"]) == 1
    assert "Nothing was written, as no question could be taken." in capsys.readouterr().err
    assert main(["import", GIFT, "-o", "none/new.yaml"]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert not (folder / "new.yaml").exists()
    with pytest.raises(SystemExit) as usage:
        main(["import", GIFT, "--format", "word"])
    assert usage.value.code == 2


def test_export(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ending tells the format; what it does not carry is listed by question."""
    assert main(["export", "-o", "bank.gift"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "Written to bank.gift.",
        "2 questions written, 0 of them with everything.",
        "not carried, of all questions: lesson, card, ids of options",
        "not carried: use, of 1 question: last-step",
    ]
    assert main(["export", "-o", "bank.gift"]) == 0  # the same again is no other file
    (folder / "bank.gift").write_text("mine")
    assert main(["export", "-o", "bank.gift"]) == 1
    assert "bank.gift exists already" in capsys.readouterr().err

    assert main(["export", "--format", "csv"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("question,option 1,")
    assert said.err == "2 questions written, 2 of them with everything.\n"
    for arguments, reason in (
        ([], "In which format? Add --format gift|moodle-xml|csv|xlsx."),
        (["--format", "xlsx"], "A workbook needs a file"),
        (["nowhere", "--format", "csv"], "mend the errors first"),
        (["-o", "none/b.csv"], "none/b.csv cannot be written"),
    ):
        assert main(["export", *arguments]) == 1
        assert reason in capsys.readouterr().err


def test_whole_bank_out_and_back_as_a_workbook(folder: Path) -> None:
    """Exported, imported and put in place of the bank: the same content."""
    before = load_catalog(folder / "content").catalog

    assert main(["export", "-o", "bank.xlsx"]) == 0
    assert main(["import", "bank.xlsx", "-o", "content/questions.yaml", "--replace"]) == 0

    assert load_catalog(folder / "content").catalog == before


def test_template(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workbook with the lessons of the content; also where that is broken."""
    assert main(["template", "-o", "template.xlsx"]) == 0
    assert main(["import", "template.xlsx"]) == 1
    assert "template.xlsx: no question stands below its headers" in capsys.readouterr().err

    (folder / "content/courses.yaml").unlink()
    assert main(["template", "-o", "second.xlsx"]) == 0
    assert "the template has no lessons to choose from" in capsys.readouterr().err
    assert (folder / "second.xlsx").read_bytes()[:2] == b"PK"
    assert len((folder / "second.xlsx").read_bytes()) < len((folder / "template.xlsx").read_bytes())
