"""Text with formatting: UTF-16 offsets, Markdown, and nothing that Telegram would refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import MessageEntityType as Kind

from bot.chat.markdown import render, render_inline
from bot.chat.richtext import Rich, bold, italic, join, quote, utf16_length
from bot.chat.views.quiz import explain, show_question
from bot.learning.course import Catalog
from bot.learning.quiz import AnsweredQuestion, AskedQuestion, QuizKind, QuizLabel

PHONE_SCREEN = 1500  # characters; about one and a half screens with the folded reasons open


def cut(text: Rich) -> list[tuple[str, str]]:
    """Return each span's kind and the text it covers, as Telegram would see it."""
    units = text.text.encode("utf-16-le")
    return [
        (span.kind, units[2 * span.offset : 2 * (span.offset + span.length)].decode("utf-16-le"))
        for span in text.spans
    ]


def test_term_is_in_italics_and_no_link() -> None:
    """Telegram would open nothing for it; the card has a button."""
    text = render("The [customer **journey**](term:journey) counts.")

    assert text.text == "The customer journey counts."
    assert [(span.kind, span.url) for span in text.spans] == [("italic", None), ("bold", None)]


def test_offsets_count_utf16_units() -> None:
    """An emoji counts twice."""
    text = "🙂 " + bold("bold") + " 🙂🙂 " + italic("it🙂")

    assert cut(text) == [(Kind.BOLD, "bold"), (Kind.ITALIC, "it🙂")]


def test_strip_moves_spans_along() -> None:
    """Telegram cuts white space at both ends; what is formatted stays formatted."""
    text = ("  \n" + bold(" a ") + bold("  ")).strip()

    assert text.text == "a"
    assert cut(text) == [(Kind.BOLD, "a")]


@pytest.mark.parametrize(
    ("markdown", "text", "spans"),
    [
        ("# Title", "Title", [(Kind.BOLD, "Title")]),
        ("a **b** *c*", "a b c", [(Kind.BOLD, "b"), (Kind.ITALIC, "c")]),
        ("**NOT *this***", "NOT this", [(Kind.BOLD, "NOT this"), (Kind.ITALIC, "this")]),
        ("- one\n- two", "• one\n• two", []),
        ("3. one\n4. two", "3. one\n4. two", []),
        ("> said\n> she", "said she", [(Kind.BLOCKQUOTE, "said she")]),
        ("> a\n>\n> > b", "a\n\nb", [(Kind.BLOCKQUOTE, "a\n\nb")]),
        ("`x < 5`", "x < 5", [(Kind.CODE, "x < 5")]),
        ("```\nx\n```", "x", [(Kind.PRE, "x")]),
        ("[link](https://a.example/)", "link", [(Kind.TEXT_LINK, "link")]),
        ("[bad](javascript:alert)", "[bad](javascript:alert)", []),
        ("[file](file:///etc/passwd)", "[file](file:///etc/passwd)", []),
        ("<b>&\"'</b>", "<b>&\"'</b>", []),
        ("~~old~~ new", "old new", [(Kind.STRIKETHROUGH, "old")]),
        ("| a | b |\n|---|---|\n| 10 | 2 |", "a   b\n10  2", [(Kind.PRE, "a   b\n10  2")]),
        ("one\ntwo\n\nthree", "one two\n\nthree", []),
    ],
)
def test_markdown(markdown: str, text: str, spans: list[tuple[str, str]]) -> None:
    """Each construct becomes what Telegram can show."""
    rendered = render(markdown)

    assert rendered.text == text
    assert cut(rendered) == spans


@given(st.text())
def test_any_text_gives_spans_inside_it(markdown: str) -> None:
    """Whatever a trainer writes, no span ends outside the text, and no quotation holds another."""
    for rendered in (render(markdown), render_inline(markdown)):
        end = utf16_length(rendered.text)
        assert all(
            s.offset >= 0 and s.length > 0 and s.offset + s.length <= end for s in rendered.spans
        )
        quotes = sorted(s.offset for s in rendered.spans if s.kind == Kind.BLOCKQUOTE)
        assert len(quotes) == len(set(quotes))


@given(st.lists(st.text(max_size=20)))
def test_join_keeps_every_span_on_its_part(parts: list[str]) -> None:
    """Joining moves the spans of each part by what stands before it."""
    joined = join([quote(part) for part in parts], "\n")

    assert [text for _, text in cut(joined)] == [part for part in parts if part]


def test_entities_stop_at_the_limit() -> None:
    """Telegram ignores entities after the hundredth; we do not send them."""
    assert len(join([bold("a") for _ in range(150)], " ").entities()) == 100


def test_every_shipped_question_fits_a_message(shipped: Catalog) -> None:
    """Asked and explained, each question is far from Telegram's limits and fits a phone."""
    for question in shipped.questions:
        asked = AskedQuestion(
            session_id=1,
            label=QuizLabel(QuizKind.PRACTICE, shipped.lessons_by_id[question.lesson_id]),
            position=0,
            total=5,
            question=question,
            options=question.options,
            chosen=question.correct_ids,
        )
        explained = explain(AnsweredQuestion(asked, is_correct=True))
        assert utf16_length(explained.text) <= PHONE_SCREEN, question.id
        assert len(explained.entities()) < 60
        assert all(option.why in explained.text for option in question.options)
        assert utf16_length(show_question(asked).text.text) <= PHONE_SCREEN
