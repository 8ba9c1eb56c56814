"""Pictures in the content: found by name, told by their bytes, and never from anywhere else."""

from pathlib import Path

import pytest

from bot.content.catalog import Loaded, load_catalog
from bot.content.media import MAX_PICTURE, check_name, check_picture, digest_picture, find_sides
from tests.content.builder import edit, list_problems, write
from tests.pictures import JPEG, make_png

PNG = make_png()


def load_showing(folder: Path, name: str, files: dict[str, bytes], alt: str = "A desk") -> Loaded:
    """Load a directory whose first card and first question show a picture."""
    picture = f"picture:\n{{0}}  file: {name}\n{{0}}  alt: {alt}\n{{0}}"
    directory = write(
        folder,
        **edit("lesson", ("text: Ask first.", picture.format("    ") + "text: Ask first.")),
        **edit("questions", ("ask: What comes first", picture.format("    ") + "ask: What comes")),
    )
    (directory / "media").mkdir()
    for file, content in files.items():
        (directory / "media" / file).write_bytes(content)
    return load_catalog(directory)


@pytest.mark.parametrize("content", [PNG, JPEG])
def test_picture_is_read_once_and_named_by_its_bytes(tmp_path: Path, content: bytes) -> None:
    """The catalogue holds its digest, what was loaded holds the bytes."""
    loaded = load_showing(tmp_path, "desk.png", {"desk.png": content})

    assert loaded.problems == ()
    assert loaded.catalog is not None
    card, question = loaded.catalog.lessons[0].cards[0], loaded.catalog.questions[0]
    assert card.picture == question.picture
    assert card.picture is not None
    assert (card.picture.file, card.picture.alt) == ("desk.png", "A desk")
    assert loaded.media == {card.picture.digest: content}
    assert card.picture.digest == digest_picture(content)


@pytest.mark.parametrize(
    ("name", "files", "words"),
    [
        ("desk.png", {}, "'desk.png' is not in content/media/"),
        (
            "desk.png",
            {"Desk.png": PNG},
            "'desk.png' is not in content/media/. Did you mean 'Desk.png'?",
        ),
        (
            "desk.png",
            {"desk.png": b"GIF89a"},
            "'desk.png' is neither a PNG nor a JPEG picture",
        ),
        ("desk.png", {"desk.png": b""}, "'desk.png' is neither a PNG nor a JPEG picture"),
        ("desk.png", {"desk.png": PNG[:20]}, "'desk.png' is a damaged picture"),
        ("desk.png", {"desk.png": JPEG[:20]}, "'desk.png' is a damaged picture"),
        (
            "desk.png",
            {"desk.png": PNG + bytes(MAX_PICTURE)},
            "'desk.png' is larger than 5 MB",
        ),
        (
            "desk.png",
            {"desk.png": make_png(42, 2)},
            "'desk.png' is 42 by 2 pixels, which Telegram does not show",
        ),
        *(
            (
                name,
                {},
                f"'{name}' is no plain file name: no folders, no '..', no dot at its beginning",
            )
            for name in ("../desk.png", "/etc/desk.png", "a/desk.png", "..", ".desk.png", "a\\b")
        ),
    ],
)
def test_picture_that_cannot_be_shown(
    tmp_path: Path, name: str, files: dict[str, bytes], words: str
) -> None:
    """One line at each place that names it, and nothing of the version is taught."""
    loaded = load_showing(tmp_path, name, files)
    problems = [line for line in list_problems(loaded) if "warning" not in line]

    assert problems == [
        f"lessons/in-tune.yaml:10:13: {words}",
        f"questions.yaml:6:13: {words}",
    ]
    assert loaded.catalog is None


def test_folder_in_the_place_of_a_picture(tmp_path: Path) -> None:
    """It is named as what it is."""
    directory = write(tmp_path)
    (directory / "media" / "desk.png").mkdir(parents=True)
    text = "picture:\n      file: desk.png\n      alt: A desk\n    text: Ask first."
    lesson = edit("lesson", ("text: Ask first.", text))["lesson"]
    (directory / "lessons" / "in-tune.yaml").write_text(lesson, encoding="utf-8")

    assert [problem.message for problem in load_catalog(directory).problems] == [
        "'desk.png' is a directory or a device, and no file"
    ]


def test_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """Pictures lie in a folder."""
    directory = write(tmp_path)
    (directory / "media").write_bytes(PNG)

    assert list_problems(load_catalog(directory)) == [
        "media:1:1: this must be a directory, but it is a file"
    ]


def test_picture_that_nothing_shows(tmp_path: Path) -> None:
    """Forgotten files are named; drawings from which pictures are made are not."""
    loaded = load_showing(
        tmp_path,
        "desk.png",
        {"desk.png": PNG, "desk.svg": b"<svg/>", "old.png": PNG, ".hidden": b""},
    )

    assert list_problems(loaded) == [
        (
            "media/old.png:1:1: warning: no card and no question shows this file. "
            "Name it under 'picture', or remove it [unused-picture]"
        )
    ]
    assert loaded.catalog is not None


def test_no_picture_is_called_unused_while_something_is_broken(tmp_path: Path) -> None:
    """The question that shows it may be the one that cannot be read."""
    directory = write(tmp_path, **edit("questions", ("ask: What comes first?", "ask: a: b")))
    (directory / "media").mkdir()
    (directory / "media" / "desk.png").write_bytes(PNG)

    assert [problem.file for problem in load_catalog(directory).problems] == [
        "content/questions.yaml"
    ]


def test_alternative_text_fits_under_the_picture(tmp_path: Path) -> None:
    """It is shown as the caption."""
    loaded = load_showing(tmp_path, "desk.png", {"desk.png": PNG}, alt="x" * 1001)

    assert list_problems(loaded)[0] == (
        "lessons/in-tune.yaml:11:12: 'alt' has 1,001 characters, and 1,000 at most fit. "
        "Say in a sentence what is to be seen"
    )


def test_pictures_have_a_limit_in_all(tmp_path: Path) -> None:
    """Eleven pictures of nearly five megabytes each are more than fifty."""
    cards = "".join(
        f"""\
  - id: c{number}
    title: Card {number}
    text: Look.
    picture:
      file: p{number}.png
      alt: A desk
"""
        for number in range(11)
    )
    directory = write(tmp_path, **edit("lesson", ("takeaways:", cards + "takeaways:")))
    (directory / "media").mkdir()
    for number in range(11):
        picture = make_png(shade=number) + bytes(MAX_PICTURE - 100)
        (directory / "media" / f"p{number}.png").write_bytes(picture)

    errors = [p.message for p in load_catalog(directory).problems if p.severity == "error"]

    assert errors == ["'p10.png' is too much: pictures may have 50 MB in all"]


def test_sides_are_read_from_the_head() -> None:
    """Width first."""
    assert find_sides(make_png(40, 30)) == (40, 30)
    assert find_sides(JPEG) == (4, 3)
    assert find_sides(JPEG[:-14]) is None


def test_upload_is_checked_by_name_and_content() -> None:
    """The same two questions are asked of files from anywhere."""
    assert check_name("desk at work.png") is None
    assert check_picture(PNG) is None
    assert check_name("x" * 101 + ".png") is not None
    assert check_name("desk\n.png") is not None
