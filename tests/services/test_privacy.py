"""People see everything that is stored about them, and nothing of others."""

import json
from pathlib import Path

import pytest

from bot.learning.flags import FlagOutcome, FlagReason
from bot.learning.people import Member, Role
from bot.learning.privacy import PersonalFile, Purpose, Retention
from bot.services.privacy import Privacy
from bot.storage.personal import IMPERSONAL, PERSONAL
from bot.storage.tables import Person, Table
from tests.conftest import FakeClock
from tests.faults.tables import OWNED, dump_by_person
from tests.services.builder import School


def flag_first(school: School, person: Member, session_id: int, comment: str) -> int:
    """Flag the first question of a quiz, with a comment."""
    flag_id = school.flags.flag(person.id, session_id, 0, FlagReason.UNCLEAR).flag_id
    school.prompts.take(person, comment, update_id=session_id)
    return flag_id


def live(school: School, person: Member, words: str) -> None:
    """Do everything that a learner can do, with these words in all comments."""
    check = school.quizzes.start_check(person.id, "one")
    school.answer(person, check)
    flag_first(school, person, check.session_id, f"{words} in a check")
    school.complete(person)
    practice = school.quizzes.start_practice(person.id, "one")
    school.finish(person, practice, right=1)
    flag_first(school, person, practice.session_id, f"{words} in practice")
    school.ratings.rate(person.id, "one", is_good=False, update_id=77)
    school.prompts.take(person, f"{words} about a lesson", update_id=78)
    school.certificates.verify_for(person.id, "0" * 20, update_id=79)


@pytest.fixture
def privacy(school: School, clock: FakeClock) -> Privacy:
    """The use cases in question."""
    return Privacy(school.database, clock, Retention())


@pytest.fixture
def ben(school: School, ana: Member) -> Member:
    """Another learner, who has done as much as Ana."""
    ben = school.join(1002, name="Ben Banner")
    live(school, ana, "Ana's words")
    live(school, ben, "Ben's words")
    return ben


def list_tables(file: PersonalFile) -> dict[str, int]:
    """Count what a file has of each table, whatever it is for."""
    counted: dict[str, int] = {}
    for tables in file.rows.values():
        for name, rows in tables.items():
            counted[name] = counted.get(name, 0) + len(rows)
    return counted


def test_every_table_is_in_the_map() -> None:
    """A new table, and each new column that names a person, has to say whose data it is."""
    mapped = {table.name for table in PERSONAL}
    assert mapped | IMPERSONAL == set(Table.metadata.tables)
    assert not mapped & IMPERSONAL

    named = {(table.name, column) for table in PERSONAL for column in table.by}
    for table in Table.metadata.tables.values():
        for column in table.columns:
            is_person = column.name == "person_id" or any(
                key.target_fullname == "person.id" for key in column.foreign_keys
            )
            assert not is_person or (table.name, column.name) in named, (table.name, column.name)
    for entry in PERSONAL:
        assert entry.hidden <= set(Table.metadata.tables[entry.name].columns.keys()), entry.name


def test_file_has_everything_of_a_person_and_nothing_of_others(
    school: School, ana: Member, ben: Member, privacy: Privacy, tmp_path: Path
) -> None:
    """Row for row what the database holds by person."""
    tom = school.join(2002, Role.TRAINER, "Tom")
    school.flags.close(tom.id, school.flags.list_open()[0].id, FlagOutcome.MENDED)
    file = privacy.collect(ana.id)

    stored = dump_by_person(tmp_path / "bot.db")[ana.telegram_id]
    counted = list_tables(file)
    assert {name: counted.get(name) for name in stored} == {n: len(r) for n, r in stored.items()}
    assert set(stored) & set(OWNED) >= {"answer", "lesson_rating", "question_flag", "completion"}
    written = json.dumps(file.rows)
    assert written.count("Ana's words") == 3
    assert "Ben" not in written
    assert all(secret not in written for secret in ("salt", "code_hash"))
    assert {row["kind"] for row in file.rows[Purpose.OWN]["quiz_session"]} == {"practice"}
    assert {row["kind"] for row in file.rows[Purpose.EVIDENCE]["quiz_session"]} == {"check", "test"}
    assert file.rows[Purpose.EVIDENCE]["completion"][0]["completed_at"].endswith("Z")
    assert privacy.collect(tom.id).rows[Purpose.DUTY]["flag_answer"][0]["outcome"] == "mended"
    assert privacy.collect(ana.id) == file
    assert privacy.collect(ben.id).first_name == "Ben"


def test_running_test_does_not_give_its_answers_away(
    school: School, ana: Member, privacy: Privacy
) -> None:
    """What was right is seen at the end, here as on the screen."""
    school.do_lessons(ana)
    asked = school.quizzes.start_test(ana.id)
    school.answer(ana, asked)
    answers = privacy.collect(ana.id).rows[Purpose.EVIDENCE]["answer"]
    assert [row["is_correct"] for row in answers if row["session_id"] == asked.session_id] == [None]
    others = [row["is_correct"] for row in answers if row["session_id"] != asked.session_id]
    assert others
    assert all(others)

    school.finish(ana, school.quizzes.start_test(ana.id))
    finished = privacy.collect(ana.id).rows[Purpose.EVIDENCE]["answer"]
    assert len(finished) > len(answers)
    assert all(row["is_correct"] for row in finished)


def test_row_of_a_former_self_is_shown(school: School, ana: Member, privacy: Privacy) -> None:
    """The roster's record that turned out to be somebody who had joined before."""
    with school.database.writing() as session:
        session.add(Person(role="learner", replaced_by=ana.id))

    people = privacy.collect(ana.id).rows[Purpose.RUNNING]["person"]
    assert [row["name"] for row in people] == ["Ana", None]
