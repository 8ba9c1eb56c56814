"""Files that are made to take long: a line each, within seconds, and small questions survive."""

import time

import pytest

from bot.content.formats.bank import read_bank
from bot.content.formats.detection import Format
from bot.content.formats.harvest import Unreadable

MILLION = 1_000_000
SIGNS = (
    "{",
    "}",
    "[id:",
    "<a",
    "<b>",
    "&",
    "![",
    "*",
    "[",
    "\\",
    "=",
    "~",
    "#",
    "`",
    "_",
    ">",
    " \\\n",
)


@pytest.mark.parametrize("sign", SIGNS)
def test_one_sign_again_and_again(sign: str) -> None:
    """No sign makes a reader slow, wherever it stands; the question beside it is taken."""
    run = sign * (MILLION // 4 // len(sign))
    files = (
        (Format.GIFT, f"::a::{run}\n\n//{run}\n\n::b::Sound?{{=yes#{run}}}\n\n::c::Fine?{{T}}\n"),
        (Format.GIFT, f"::a::[html]{run}{{=yes ~no}}\n\n::c::Fine?{{T}}\n"),
        (Format.AIKEN, f"{run}\nA. {run}\nB. b\nANSWER: A\n\nFine?\nA. x\nB. y\nANSWER: B\n"),
    )
    started = time.process_time()

    for form, text in files:
        assert [one.ask for one in read_bank("a", text.encode(), form).questions][-1:] == ["Fine?"]

    assert time.process_time() - started < 20


@pytest.mark.parametrize(
    ("form", "text", "reason"),
    [
        (Format.GIFT, "a\n\n" * 21_000, "more than 20,000 questions"),
        (Format.GIFT, "ab\n" * 2_100_000, "more than 1,000,000 lines"),
        (Format.AIKEN, "a\nANSWER: B\n" * 21_000, "more than 20,000 questions"),
        (Format.CSV, "question,option 1,option 2\n" + "a\n" * 21_000, "more than 20,000 questions"),
        (Format.CSV, "," * MILLION, "line 1 has more than 20,000 columns"),
        (Format.CSV, " " * 100_000 + ",b\n", "no row has the headers"),
        (Format.MOODLE_XML, "<quiz>" + "<question/>" * 21_000 + "</quiz>", "more than 20,000"),
        (Format.MOODLE_XML, "<!---->" * 2_000 + "no tag", "it is no XML"),
    ],
)
def test_too_much_of_anything(form: Format, text: str, reason: str) -> None:
    """Each limit is named before memory or time run out."""
    started = time.process_time()

    with pytest.raises(Unreadable, match=reason):
        read_bank("a", text.encode(), form)

    assert time.process_time() - started < 10
