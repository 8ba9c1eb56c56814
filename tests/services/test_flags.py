"""Flags: recorded once, told to trainers unsigned and once, answered so that the learner hears."""

import pytest

from bot.learning.errors import (
    AlreadyFlagged,
    FlagClosed,
    FlagGone,
    NothingWritten,
    QuestionNotOpen,
    QuizGone,
    QuizRunning,
    TextTooLong,
)
from bot.learning.flags import Flag, FlagOutcome, FlagReason
from bot.learning.notices import NoticeKind
from bot.learning.people import Member, Role
from bot.learning.prompt import PATIENCE, TEXT_LIMIT
from bot.storage.tables import Person
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.storage.rows import count


@pytest.fixture
def tom(school: School, ana: Member) -> Member:
    """A trainer, who has joined after Ana."""
    del ana
    return school.join(2002, Role.TRAINER, "Tom")


def answer_one(school: School, person: Member, *, rightly: bool = False) -> int:
    """Answer the first question of a check; return the session."""
    asked = school.quizzes.start_check(person.id, "one")
    school.answer(person, asked, rightly=rightly)
    return asked.session_id


def raise_flag(school: School, person: Member) -> Flag:
    """Flag the first question of a check."""
    session_id = answer_one(school, person)
    taken = school.flags.flag(person.id, session_id, 0, FlagReason.UNCLEAR)
    return school.flags.find(taken.flag_id)


def list_due(school: School) -> list[tuple[NoticeKind, int, int]]:
    """Claim what is due, and say what it is about and for whom."""
    return [(one.kind, one.subject_id, one.person_id) for one in school.notices.claim(99)]


def test_flag_holds_the_question_and_the_answer(school: School, ana: Member) -> None:
    """As they were: the version that the session pins."""
    session_id = answer_one(school, ana)
    answered = school.reviews.find_answer(ana.id, session_id, 0)
    school.flags.flag(ana.id, session_id, 0, FlagReason.WRONG)

    [flag] = school.flags.list_open()
    assert (flag.reason, flag.comment, flag.is_correct) == (FlagReason.WRONG, None, False)
    assert flag.question == answered.asked.question
    assert flag.chosen == answered.asked.chosen


def test_second_flag_on_the_same_answer_is_none(school: School, ana: Member) -> None:
    """A double tap, or another reason afterwards: the first stands."""
    session_id = answer_one(school, ana)
    for reason in (FlagReason.OTHER, FlagReason.OTHER, FlagReason.WRONG):
        assert school.flags.flag(ana.id, session_id, 0, reason).is_comment_wanted
    with pytest.raises(AlreadyFlagged):
        school.flags.find_question(ana.id, session_id, 0)

    assert [flag.reason for flag in school.flags.list_open()] == [FlagReason.OTHER]


def test_only_what_is_explained_can_be_flagged(school: School, ana: Member, tom: Member) -> None:
    """Not in a running test, not before the answer, not somebody else's, not in a trial."""
    school.do_lessons(ana)
    test = school.quizzes.start_test(ana.id)
    school.answer(ana, test)
    edition = school.library.get_current()
    trial = school.quizzes.start_trial(tom.id, edition, ["one-single"])
    school.answer(tom, trial)
    practice = school.quizzes.start_practice(ana.id, "one")

    for person, session_id, refusal in (
        (ana, test.session_id, QuizRunning),
        (ana, practice.session_id, QuestionNotOpen),
        (tom, practice.session_id, QuizGone),
        (tom, trial.session_id, QuestionNotOpen),
    ):
        with pytest.raises(refusal):
            school.flags.find_question(person.id, session_id, 0)
        with pytest.raises(refusal):
            school.flags.flag(person.id, session_id, 0, FlagReason.WRONG)

    school.finish(ana, school.quizzes.find_turn(ana.id, test.session_id).next)  # type: ignore[arg-type]
    assert school.flags.flag(ana.id, test.session_id, 0, FlagReason.WRONG).is_comment_wanted


def test_trainers_are_told_when_the_comment_is_there(
    school: School, ana: Member, tom: Member, clock: FakeClock
) -> None:
    """Each once; an update that comes again is taken for the same text, and not for another."""
    admin = school.join(3003, Role.ADMIN, "Ada")
    flag = raise_flag(school, ana)
    assert list_due(school) == []

    for _ in range(2):
        assert school.prompts.take(ana, "  Which one?\n", 7) is not None
    assert school.prompts.take(ana, "customer", 8) is None

    assert school.flags.find(flag.id).comment == "Which one?"
    assert list_due(school) == [
        (NoticeKind.FLAG, flag.id, tom.id),
        (NoticeKind.FLAG, flag.id, admin.id),
    ]
    clock.advance(days=1)
    assert list_due(school) == []


def test_trainers_are_told_at_once_without_a_comment(
    school: School, ana: Member, tom: Member
) -> None:
    """The learner has said that there is none; nobody else can say it."""
    flag = raise_flag(school, ana)
    with pytest.raises(FlagGone):
        school.flags.leave_uncommented(tom.id, flag.id)
    assert list_due(school) == []

    school.flags.leave_uncommented(ana.id, flag.id)
    assert list_due(school) == [(NoticeKind.FLAG, flag.id, tom.id)]


def test_trainers_do_not_wait_for_ever_for_a_comment(
    school: School, ana: Member, tom: Member, clock: FakeClock
) -> None:
    """When it is too late for one, the flag goes without, and a text is no comment any more."""
    flag = raise_flag(school, ana)
    clock.advance(seconds=PATIENCE.total_seconds())

    assert list_due(school) == [(NoticeKind.FLAG, flag.id, tom.id)]
    assert school.prompts.take(ana, "customer", 7) is None
    assert not school.flags.flag(ana.id, 1, 0, FlagReason.UNCLEAR).is_comment_wanted


def test_comment_that_is_too_long_can_be_written_again(school: School, ana: Member) -> None:
    """It is refused whole, and the question stays open."""
    flag = raise_flag(school, ana)
    with pytest.raises(TextTooLong):
        school.prompts.take(ana, "x" * (TEXT_LIMIT + 1), 7)
    assert school.flags.find(flag.id).comment is None

    school.prompts.take(ana, "x" * TEXT_LIMIT, 8)
    assert school.flags.find(flag.id).comment == "x" * TEXT_LIMIT


def test_comment_that_nobody_can_see_is_none(school: School, ana: Member) -> None:
    """It can be written again; marks that would turn a trainer's list round are left out."""
    flag = raise_flag(school, ana)
    for text in ("\u200b\u2060", " \u3164 ", "\u200d", "\u2800", "\ufe0f"):
        with pytest.raises(NothingWritten):
            school.prompts.take(ana, text, 7)
    assert school.flags.find(flag.id).comment is None

    school.prompts.take(ana, "\u202eWhich one?\u202c", 8)
    assert school.flags.find(flag.id).comment == "Which one?"


def test_what_was_asked_is_over_when_the_person_goes_on(school: School, ana: Member) -> None:
    """The guard knows of it from the member, and any button ends it."""
    assert not school.enrolment.find_member(ana.telegram_id).is_asked  # type: ignore[union-attr]
    raise_flag(school, ana)
    assert school.enrolment.find_member(ana.telegram_id).is_asked  # type: ignore[union-attr]

    school.prompts.end(ana.id)
    assert not school.enrolment.find_member(ana.telegram_id).is_asked  # type: ignore[union-attr]
    assert school.prompts.take(ana, "customer", 7) is None


def test_reply_goes_to_the_learner(school: School, ana: Member, tom: Member) -> None:
    """And takes the flag off the list; a second reply goes, too."""
    flag = raise_flag(school, ana)
    for update_id, text in ((7, "It means B."), (8, "Sorry: C.")):
        school.flags.ask_for_reply(tom.id, flag.id)
        school.prompts.take(tom, text, update_id)

    assert school.flags.list_open() == []
    assert list_due(school) == [(NoticeKind.FLAG_ANSWER, number, ana.id) for number in (1, 2)]
    answer = school.flags.find_answer(2)
    assert (answer.answered.outcome, answer.answered.text) == (FlagOutcome.REPLIED, "Sorry: C.")
    assert answer.question == flag.question


def test_reply_of_somebody_who_is_no_trainer_any_more_is_not_sent(
    school: School, ana: Member, tom: Member
) -> None:
    """The role is asked for when the text comes."""
    flag = raise_flag(school, ana)
    school.flags.ask_for_reply(tom.id, flag.id)
    with school.database.writing() as session:
        session.get_one(Person, tom.id).role = Role.LEARNER
    tom = school.enrolment.find_member(tom.telegram_id) or tom

    assert school.prompts.take(tom, "It means B.", 7) is None
    assert count(school.database, "flag_answer") == 0


def test_flag_is_closed_once(school: School, ana: Member, tom: Member) -> None:
    """The second of two trainers is told; who taps twice closes it once."""
    flag = raise_flag(school, ana)
    for _ in range(2):
        closed = school.flags.close(tom.id, flag.id, FlagOutcome.MENDED)
    with pytest.raises(FlagClosed):
        school.flags.close(tom.id, flag.id, FlagOutcome.KEPT)
    with pytest.raises(FlagGone):
        school.flags.close(tom.id, flag.id, FlagOutcome.REPLIED)

    assert closed.closing is FlagOutcome.MENDED
    assert list_due(school) == [(NoticeKind.FLAG_ANSWER, 1, ana.id)]
