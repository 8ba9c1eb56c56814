"""What two versions differ in, in the words of the YAML."""

from dataclasses import replace

from bot.content.difference import FieldChange, Kind, compare, list_changed_cards
from bot.learning.course import Card, Picture, Term
from tests.services.builder import make_catalog, make_question

OLD = make_catalog()
QUESTION = OLD.questions[0]


def test_same_content_differs_in_nothing() -> None:
    """Another object with the same values is the same."""
    assert compare(OLD, make_catalog()).is_empty


def test_added_changed_and_removed() -> None:
    """Each entry by its id, wherever it stands."""
    reworded = replace(QUESTION, ask="Really?")
    new = replace(OLD, questions=(make_question("new"), *OLD.questions[2:], reworded))

    found = compare(OLD, new)

    assert [one.id for one in found.added] == ["new"]
    assert [one.id for one in found.removed] == ["one-multiple"]
    assert [(one.id, one.fields) for one in found.changed] == [
        ("one-single", (FieldChange("ask", "one-single?", "Really?"),))
    ]
    assert found.summarise() == "1 question added; 1 question changed; 1 question removed"
    assert found.list_ids(Kind.QUESTION, found.added, found.changed) == ["new", "one-single"]


def test_order_of_entries_is_no_difference() -> None:
    """It shows nowhere."""
    found = compare(OLD, replace(OLD, questions=OLD.questions[::-1]))

    assert found.is_empty
    assert found.summarise() == "only the order of entries"


def test_changed_key_stands_apart() -> None:
    """It is named first, with the texts of the options that are right."""
    new = replace(OLD, questions=(make_question("one-single", right="b"), *OLD.questions[1:]))

    [change] = compare(OLD, new).key_changes

    assert change.fields == (FieldChange("right", "one-single a", "one-single b"),)
    assert compare(OLD, new).summarise() == "1 question changed; 1 key changed"


def test_reworded_right_answer_is_no_other_key() -> None:
    """The option keeps its id."""
    first, *others = QUESTION.options
    new = replace(QUESTION, options=(replace(first, text="Better"), *others))
    found = compare(OLD, replace(OLD, questions=(new, *OLD.questions[1:])))

    assert not found.key_changes
    assert found.changed[0].fields == (FieldChange("options · a · text", "one-single a", "Better"),)


def test_moved_options_are_a_change_without_a_field() -> None:
    """It is said, though nothing is worded otherwise."""
    new = replace(QUESTION, options=QUESTION.options[::-1])
    [change] = compare(OLD, replace(OLD, questions=(new, *OLD.questions[1:]))).changed

    assert change.fields == (FieldChange("order", "as it was", "another one"),)


def test_fields_of_cards_terms_and_courses() -> None:
    """Lists are named by their ids, plain lists are one text, and yes is yes."""
    lesson = OLD.lessons[0]
    card = replace(lesson.cards[1], text="Other")
    lesson = replace(lesson, cards=(lesson.cards[0], card), is_optional=True)
    term = Term("need", "Need", ("want", "wish"), "A lack.", None, ())
    course = replace(OLD.courses[0], title="More")
    new = replace(OLD, lessons=(lesson, OLD.lessons[1]), terms=(term,), courses=(course,))

    found = compare(replace(OLD, terms=(replace(term, also=("want",)),)), new)

    fields = {change.kind: change.fields for change in found.changed}
    assert fields[Kind.LESSON] == (
        FieldChange("cards · c2 · text", "one 2", "Other"),
        FieldChange("optional", "", "yes"),
    )
    assert fields[Kind.TERM] == (FieldChange("also", "want", "want; wish"),)
    assert fields[Kind.COURSE] == (FieldChange("title", "Basics", "More"),)


def test_other_picture_of_the_same_name_is_a_change() -> None:
    """Its bytes are what is shown."""
    old, new = (
        replace(
            OLD, questions=(replace(QUESTION, picture=Picture("a.png", "A loop", digest * 64)),)
        )
        for digest in "12"
    )

    assert compare(old, new).changed[0].fields == (
        FieldChange("picture · file", "a.png (11111111)", "a.png (22222222)"),
    )


def test_changed_cards() -> None:
    """Those that are new or not what they were, with their lesson."""
    lesson = OLD.lessons[1]
    card = Card("c9", "New", "Text")
    lesson = replace(lesson, cards=(*lesson.cards, card))

    found = list_changed_cards(OLD, replace(OLD, lessons=(OLD.lessons[0], lesson)))

    assert found == ((lesson, card),)
