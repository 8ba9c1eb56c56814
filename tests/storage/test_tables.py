"""What the tables themselves refuse, whoever asks, and how times and numbers come back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import col, select

from bot.storage.engine import Database
from bot.storage.queries import quizzes
from bot.storage.tables import (
    Broadcast,
    BroadcastRecipient,
    Completion,
    CompletionChange,
    ContentActivation,
    ContentMedia,
    InboxUpdate,
    Invite,
    KeyChange,
    KeyDecision,
    PassDecision,
    PassRuling,
    Person,
    QuizItem,
    ResultCorrection,
)
from tests.storage.rows import NOW, count, make_answer, make_person, make_quiz, store_quiz


@pytest.fixture
def quiz(database: Database) -> Database:
    """A database with one open quiz."""
    store_quiz(database)
    return database


@pytest.mark.parametrize("table", ["answer", "completion", "content_version", "content_media"])
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_record_is_append_only(quiz: Database, table: str, change: str) -> None:
    """Not even by hand is an answer, a completion, a version or a picture changed or removed."""
    with quiz.writing() as session:
        session.add(make_answer())
        session.add(Completion(person_id=1, course_id="basics", version_id=1, completed_at=NOW))
        session.add(ContentMedia(digest="0" * 64, body=b"picture", stored_at=NOW))
    column = {"answer": "is_correct", "completion": "completed_at"}.get(table, "body")

    with (
        pytest.raises(IntegrityError, match=f"{table} is append-only"),
        quiz.writing() as session,
    ):
        session.connection().exec_driver_sql(change.format(table, column))
    assert count(quiz, table) == 1


def test_practice_can_be_erased_and_nothing_that_counts_becomes_practice(quiz: Database) -> None:
    """The trigger on answers asks what kind of quiz they were given in."""
    with quiz.writing() as session:
        session.add(make_answer())
        session.add(make_quiz(kind="practice"))
        session.flush()
        session.add(
            QuizItem(session_id=2, position=0, question_id="q", option_ids=["a"], ticked_ids=[])
        )
        session.flush()
        session.add(make_answer(session_id=2))
    with quiz.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM answer WHERE session_id = 2")
    assert count(quiz, "answer") == 1

    with pytest.raises(IntegrityError, match="kind of a quiz stays"), quiz.writing() as session:
        session.connection().exec_driver_sql("UPDATE quiz_session SET kind = 'practice'")


CORRECTED = ("key_change", "key_decision", "result_correction", "pass_decision", "pass_ruling")
CARRYING_OUT = {
    "key_decision": "reached_person_id = 9, finished_at",
    "pass_decision": "finished_at",
}


def store_correction(quiz: Database) -> None:
    """Store one row of each table of corrections, each under the id 1."""
    with quiz.writing() as session:
        session.add(make_answer())
        session.add(ContentActivation(version_id=1, activated_at=NOW, number=1))
        session.flush()
        session.add(
            KeyChange(
                question_id="q",
                activation_id=1,
                old_version_id=1,
                version_id=1,
                old_right_ids=["a"],
                right_ids=["b"],
                changed_at=NOW,
            )
        )
        session.flush()
        session.add(
            KeyDecision(
                key_change_id=1, person_id=1, outcome="regrade", reason="B.", decided_at=NOW
            )
        )
        session.flush()
        session.add(
            ResultCorrection(
                decision_id=1,
                session_id=1,
                position=0,
                was_right=True,
                is_right=False,
                old_right=1,
                new_right=0,
                is_held=True,
                corrected_at=NOW,
            )
        )
        session.flush()
        session.add(
            PassDecision(
                decision_id=1, person_id=1, outcome="apply", reason="Rules.", decided_at=NOW
            )
        )
        session.flush()
        session.add(PassRuling(correction_id=1, pass_decision_id=1, outcome="apply", ruled_at=NOW))
        session.add(
            CompletionChange(person_id=1, course_id="basics", version_id=1, recorded_at=NOW)
        )


def test_corrections_are_append_only(quiz: Database) -> None:
    """Who decided what and why, and what it did, stays; how far it is carried out goes on."""
    store_correction(quiz)
    for table in (*CORRECTED, "completion_change"):
        with quiz.reading() as session:
            rows = session.connection().exec_driver_sql(f"PRAGMA table_info({table})").all()
        names = [row[1] for row in rows if row[1] not in {"finished_at", "reached_person_id"}]
        changes = [f"UPDATE {{0}} SET {name} = {name}" for name in names]  # noqa: S608 - a test's own names
        for change in (*changes, "DELETE FROM {0}"):
            with (
                pytest.raises(IntegrityError, match=f"{table} is append-only"),
                quiz.writing() as session,
            ):
                session.connection().exec_driver_sql(change.format(table))
        if table in CARRYING_OUT:
            with quiz.writing() as session:
                statement = f"UPDATE {table} SET {CARRYING_OUT[table]} = '2026-11-23'"  # noqa: S608 - a test's own names
                session.connection().exec_driver_sql(statement)
        assert count(quiz, table) == 1


def test_question_is_answered_once_a_try(quiz: Database) -> None:
    """A second answer to the same place and try is refused; a new try is not."""
    with quiz.writing() as session:
        session.add(make_answer())

    with pytest.raises(IntegrityError, match="UNIQUE"), quiz.writing() as session:
        session.add(make_answer())
    with quiz.writing() as session:
        session.add(make_answer(try_no=2))
    assert count(quiz, "answer") == 2


def test_answer_belongs_to_a_question_of_its_quiz(quiz: Database) -> None:
    """There is no answer to what was never asked."""
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), quiz.writing() as session:
        session.add(make_answer(session_id=2))

    assert count(quiz, "answer") == 0


def test_one_quiz_of_a_kind_and_lesson_is_open(quiz: Database) -> None:
    """A second open one is refused, and allowed when the first is finished."""
    with pytest.raises(IntegrityError, match="UNIQUE"), quiz.writing() as session:
        session.add(make_quiz())

    with quiz.writing() as session:
        first = session.get_one(type(make_quiz()), 1)
        first.finished_at = NOW
        session.add(first)
    with quiz.writing() as session:
        session.add(make_quiz())
    assert count(quiz, "quiz_session") == 2


def test_quizzes_of_other_kinds_lessons_and_people_are_open_beside_it(quiz: Database) -> None:
    """Only the same quiz of the same person counts as the same."""
    with quiz.writing() as session:
        session.add(make_person(1002))
        session.flush()
        session.add_all([make_quiz("two"), make_quiz(kind="practice"), make_quiz(person_id=2)])

    assert count(quiz, "quiz_session") == 4


def test_account_joins_once(database: Database) -> None:
    """Two people with one account are refused."""
    with pytest.raises(IntegrityError, match="UNIQUE"), database.writing() as session:
        session.add_all([make_person(), make_person()])

    assert count(database, "person") == 0


def test_update_is_stored_once_a_bot(database: Database) -> None:
    """Telegram's numbers are unique for one bot only."""

    def make_update(bot_id: int) -> InboxUpdate:
        return InboxUpdate(bot_id=bot_id, update_id=5, chat_key=1, raw="{}", received_at=NOW)

    with database.writing() as session:
        session.add_all([make_update(1), make_update(2)])
    with pytest.raises(IntegrityError, match="UNIQUE"), database.writing() as session:
        session.add(make_update(1))
    assert count(database, "inbox_update") == 2


@pytest.mark.parametrize(
    "zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(timedelta(hours=-9))]
)
def test_time_comes_back_as_the_same_moment_in_utc(database: Database, zone: timezone) -> None:
    """Whatever zone a time was given in, nothing of it is lost, not even microseconds."""
    moment = datetime(2026, 12, 31, 23, 59, 59, 123456, tzinfo=zone)
    person = make_person()
    person.joined_at = moment
    with database.writing() as session:
        session.add(person)

    with database.reading() as session:
        found = session.exec(select(Person)).one().joined_at
    assert found == moment
    assert found.tzinfo is UTC


def test_moments_are_compared_not_clock_faces(database: Database) -> None:
    """A query with a time of another zone finds what happened before that moment."""
    with database.writing() as session:
        session.add(make_person())
    east = NOW.astimezone(timezone(timedelta(hours=12)))

    with database.reading() as session:
        assert session.exec(select(Person).where(col(Person.joined_at) <= east)).all()
        earlier = east - timedelta(seconds=1)
        assert not session.exec(select(Person).where(col(Person.joined_at) <= earlier)).all()


def test_time_without_a_zone_is_refused(database: Database) -> None:
    """Nine o'clock somewhere is no moment."""
    person = make_person()
    person.joined_at = NOW.replace(tzinfo=None)

    with pytest.raises(StatementError, match="without a zone"), database.writing() as session:
        session.add(person)
    assert count(database, "person") == 0


@pytest.mark.parametrize("telegram_id", [2**31, 2**52 - 1, 2**63 - 1, -1002147483648])
def test_large_telegram_ids_are_kept(database: Database, telegram_id: int) -> None:
    """Ids of accounts and groups have outgrown 32 bits."""
    with database.writing() as session:
        session.add(make_person(telegram_id))

    with database.reading() as session:
        assert session.exec(select(Person.telegram_id)).one() == telegram_id


def test_lists_come_back_in_their_order(quiz: Database) -> None:
    """The order of the options is the learner's own."""
    with quiz.reading() as session:
        assert session.get_one(QuizItem, (1, 0)).option_ids == ["b", "a"]


def test_quiz_has_an_id_when_it_is_flushed() -> None:
    """Asking earlier is a defect, and says so."""
    with pytest.raises(ValueError, match="flushed"):
        quizzes.get_id(make_quiz())


def test_invites_have_different_codes(database: Database) -> None:
    """Two invites never share a hash."""

    def make_invite() -> Invite:
        return Invite(code_hash="x", role="learner", uses_left=1, created_at=NOW, expires_at=NOW)

    with pytest.raises(IntegrityError, match="UNIQUE"), database.writing() as session:
        session.add_all([make_invite(), make_invite()])
    assert count(database, "invite") == 0


def test_replacing_an_answer_is_refused(database: Database) -> None:
    """INSERT OR REPLACE is a way to change a row, too."""
    store_quiz(database)
    with database.writing() as session:
        session.add(make_answer())

    with pytest.raises(IntegrityError, match="append-only"), database.writing() as session:
        session.connection().exec_driver_sql(
            "INSERT OR REPLACE INTO answer VALUES (1, 0, 1, '[\"b\"]', 0, '2026-01-01', NULL)"
        )


def test_person_is_on_a_list_once(database: Database) -> None:
    """A mass message knows each recipient once, and only people who have joined."""
    with database.writing() as session:
        session.add(make_person())
        session.add(Broadcast(text="Hello", roles=["learner"], created_at=NOW))

    def add(person_id: int) -> None:
        with database.writing() as session:
            session.add(BroadcastRecipient(broadcast_id=1, person_id=person_id, state="waiting"))

    add(1)
    with pytest.raises(IntegrityError, match="UNIQUE"):
        add(1)
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        add(2)
    assert count(database, "broadcast_recipient") == 1
