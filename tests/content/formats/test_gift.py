"""GIFT as trainers have it: everything is taken, or named with its line and the reason."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.formats.bank import read_bank
from bot.content.formats.detection import Format
from bot.content.formats.harvest import Harvest
from bot.learning.course import Option, Question, QuestionType
from tests.pictures import make_png

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def messy() -> Harvest:
    """A file that three people have edited."""
    return read_bank("messy.gift", (CASES / "messy.gift").read_bytes())


def show(option: Option) -> str:
    """Return an option as a line."""
    return f"{'=' if option.is_correct else '~'}{option.text}" + f" # {option.why}" * bool(
        option.why
    )


def test_everything_is_accounted_for(messy: Harvest) -> None:
    """Taken, in part and not taken are all that was found; each shortfall has line and reason."""
    assert (messy.found, messy.taken, messy.partly, messy.refused) == (31, 14, 5, 12)
    assert messy.report() == (CASES / "messy.gift.report").read_text("utf-8")
    assert messy.remarks == ("messy.gift: 2 line(s) of comments (//) are not kept",)
    assert all(question.is_draft for question in messy.questions)


def test_what_was_taken(messy: Harvest) -> None:
    """Formats, escapes, weights, feedback, categories and titles are all understood."""
    by_id = {question.id: question for question in messy.questions}
    assert list(by_id) == [
        *("greeting", "escapes-all-of-them", "no-empty-line-above", "halves", "uneven"),
        *("shouting-helps", "water-boils-at-100-c", "a-refund-takes-days", "two-questions"),
        *("without-an-empty-line-them", "which-button-is-red", "what-does-2-3-4-b-print-b"),
        *("which-picture-is-right", "after-the-broken-one", "greeting-6262b98c", "both-count"),
        *("shares", "a-slip-behind", "drawn"),
    ]

    greeting = by_id["greeting"]
    assert greeting.ask == "A customer calls.\\\nWhat do you say **first**?"
    assert greeting.explanation == "See chapter *2*."
    assert greeting.tags == ("Phone calls/e-mail",)
    assert [show(option) for option in greeting.options] == [
        "=Your name # People want to know whom they talk to.",
        "~The price & the terms # Too early.",
        "~Nothing",
    ]
    escapes = by_id["escapes-all-of-them"]
    assert escapes.ask == "Which of {a=b, c~d} has a hash # and\\\na second line?"
    assert [show(option) for option in escapes.options] == [
        "=a=b # The sign = says so.",
        "~c~d",
        "~neither \\ nor",
    ]
    assert by_id["a-refund-takes-days"].ask == "A refund takes _____ days."
    assert by_id["which-button-is-red"].options[2].text == "*Maybe*"
    assert by_id["which-button-is-red"].tags == ("Tools", "CRM")
    plain = by_id["what-does-2-3-4-b-print-b"]
    assert plain.ask == "What does 2 * 3 * 4 <b>print</b>?"
    assert plain.options[2].text == "\\`x\\_y\\_z\\`"
    assert [by_id[one].type for one in ("no-empty-line-above", "uneven", "both-count")] == [
        QuestionType.MULTIPLE
    ] * 3
    assert by_id["shares"].correct_ids == {"2", "4"}
    assert by_id["a-slip-behind"].ask == "It is so."
    drawn = by_id["drawn"]
    assert drawn.ask == "What is *this*?"
    assert drawn.picture is not None
    assert drawn.picture.alt == "A grey square"
    assert messy.media == {drawn.picture.file: make_png(5, 5, 40)}
    false = by_id["shouting-helps"]
    assert false.type is QuestionType.TRUE_FALSE
    assert [show(option) for option in false.options] == [
        "~True # It does not.",
        "=False # Right: it never helps.",
    ]


@pytest.mark.parametrize(
    ("encoding", "newline"),
    [
        ("utf-8", "\r\n"),
        ("utf-8-sig", "\n"),
        ("utf-16", "\r\n"),
        ("utf-16-le", "\r"),
        ("cp1251", "\n"),
    ],
)
def test_encodings(encoding: str, newline: str) -> None:
    """What editors on Windows save is the same bank."""
    text = "::Приветствие::Что вы скажете сначала?{=Своё имя#Да ~Цену#Нет}\n\nВерно ли это?{T}\n"

    harvest = read_bank("банк.txt", text.replace("\n", newline).encode(encoding))

    first, second = harvest.questions
    assert first.ask == "Что вы скажете сначала?"
    assert [show(option) for option in first.options] == ["=Своё имя # Да", "~Цену # Нет"]
    assert second.type is QuestionType.TRUE_FALSE
    assert bool(harvest.remarks) == (encoding == "cp1251")


def test_western_letters_in_an_old_encoding() -> None:
    """Windows-1252 is not taken for Cyrillic."""
    text = "Où est le café “Père Noël”?{=là-bas ~à gauche}"

    (question,) = read_bank("b.gift", text.encode("cp1252")).questions

    assert question.ask == "Où est le café “Père Noël”?"
    assert question.options[0].text == "là-bas"


def test_ids_are_stable(messy: Harvest) -> None:
    """The same file gives the same ids; more questions at its end change none."""
    data = (CASES / "messy.gift").read_bytes()
    again = read_bank("other.gift", data + b"\n::Greeting::A third one.{=a ~b}\n")

    ids = [question.id for question in again.questions]
    assert ids[:-1] == [question.id for question in messy.questions]
    assert len(set(ids)) == len(ids)


ITEMS = st.sampled_from(
    [
        ("::t WORD::[markdown]Stem?{=a#yes ~b#no####all}", True),
        ("WORD stem{=a ~%50%b ~c}", True),
        ("WORD is {=right ~wrong} here", True),
        ("WORD holds.{T}", True),
        ("// why\nWORD\nover lines{\n=a\n\n~b\n}", True),
        ("WORD none{~a ~b}", False),
        ("WORD number{#3}", False),
        ("WORD essay{}", False),
        ("WORD pairs{=a -> b =c -> d}", False),
        ("WORD two {=a ~b} gaps {=c ~d}", False),
        ("WORD a text only", False),
    ]
)


@given(st.lists(ITEMS, min_size=1, max_size=12), st.sampled_from(["\n\n", "\r\n\r\n", "\n \n\n"]))
def test_nothing_is_lost_silently(items: list[tuple[str, bool]], gap: str) -> None:
    """However items follow each other, each comes out as a question or with a reason."""
    text = gap.join(item.replace("WORD", f"w{n}w") for n, (item, _) in enumerate(items))

    harvest = read_bank("bank.gift", text.encode(), Format.GIFT)

    assert harvest.found == len(items)
    assert harvest.taken + harvest.partly + harvest.refused == harvest.found
    taken = " ".join(map(describe, harvest.questions))
    refused = " ".join(str(one) for one in harvest.shortfalls if one.is_refused)
    for number, (_, is_sound) in enumerate(items):
        assert (f"w{number}w" in taken) == is_sound
        assert (f"w{number}w" in refused) != is_sound


def describe(question: Question) -> str:
    """Return the texts by which a question can be found."""
    return f"{question.id} {question.ask}"


@given(st.text(alphabet="{}=~#%:\\/ n\n5T[]$ab-> ", max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is typed, every item is a question or has a reason."""
    harvest = read_bank("bank.gift", ("x " + text).encode(), Format.GIFT)

    assert len(harvest.questions) + harvest.refused == harvest.found
    assert harvest.taken >= 0
    assert len({question.id for question in harvest.questions}) == len(harvest.questions)
