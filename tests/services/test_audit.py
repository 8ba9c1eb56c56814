"""The audit: sound evidence passes, and whatever is altered behind the bot's back is named."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.learning.evidence import Anchor, Audited
from bot.services.audit import NoEvidence, audit
from bot.storage.chain import FIRST, Chain, stream_events
from bot.storage.engine import DatabaseUnusable
from bot.storage.evidence import renew_key
from bot.storage.evidence_key import find_key_path, read_key
from bot.storage.plain import Plain
from tests.conftest import FakeClock
from tests.services.builder import School

# What happens: 1 key, 2 coverage, 3 content, 4 its publication, 5 Ana joins, 6 the notice and 7
# that she accepts it, her quizzes 8 and 9 (checks) and 10 (test), 11 completion, 12 certificate,
# 13 Ben joins and 14 accepts the notice, 15 his check.
CONTENT, PUBLICATION, PEOPLE, NOTICE, ACCEPTANCE = 3, 4, 5, 6, 7
CHECK, TEST, COMPLETION = 8, 10, 11
REPEAT = (
    "INSERT INTO evidence_event SELECT 16, kind, person_id, recorded_at, body, mac"
    " FROM evidence_event WHERE number = 8"
)
LAST_QUIZ = "(SELECT max(id) FROM quiz_session WHERE finished_at IS NOT NULL)"


@pytest.fixture
def path(school: School) -> Path:
    """A database in which Ana has completed the course, and Ben has begun it."""
    school.complete(school.join())
    ben = school.join(1002, name="Ben")
    school.do_lesson(ben, "one")
    school.answer(ben, school.quizzes.start_check(ben.id, "two"))
    return school.database.path


def look(path: Path, anchors: Sequence[Anchor] = (), former: Sequence[Chain] = ()) -> Audited:
    """Audit a database with the key beside it."""
    key = read_key(path)
    assert key is not None
    return audit(path, Chain(key), former, anchors, lambda _done, _total: None)


def tamper(path: Path, *statements: str) -> None:
    """Do what only somebody with the file can: get the triggers out of the way, and write."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for [name] in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0, statement


def test_untouched_evidence_is_sound(path: Path, school: School) -> None:
    """Finished checks and tests and completions are in it; practice and what is open are not."""
    ana = school.enrolment.find_member(1001)
    assert ana is not None
    school.finish(ana, school.quizzes.start_practice(ana.id, "one"))

    audited = look(path)

    assert audited.breaches == ()
    assert audited.counts["quiz"] >= 4
    assert audited.counts | {"quiz": 0} == {
        "key": 1,
        "coverage": 1,
        "content": 1,
        "publication": 1,
        "quiz": 0,
        "completion": 1,
        "certificate": 1,
        "people": 2,
        "notice_text": 1,
        "notice_acceptance": 2,
    }
    assert audited.anchor is not None
    assert audited.anchor.number == audited.events == sum(audited.counts.values())


@pytest.mark.parametrize(
    ("statement", "number", "says"),
    [
        (
            "UPDATE answer SET chosen_ids = '[\"x\"]' WHERE session_id = 1 AND position = 1",
            CHECK,
            "the answer to question 2 is not the one that was there",
        ),
        (
            "UPDATE answer SET is_correct = 0 WHERE session_id = 1 AND position = 0",
            CHECK,
            "the answer to question 1",
        ),
        (
            "UPDATE answer SET answered_at = '2020-01-01 00:00:00.000000' WHERE session_id = 1",
            CHECK,
            "the answer to question 1",
        ),
        (
            "UPDATE quiz_item SET option_ids = '[]' WHERE session_id = 1 AND position = 1",
            CHECK,
            "the answer to question 2",
        ),
        (
            "DELETE FROM answer WHERE session_id = 1 AND position = 1",
            CHECK,
            "the answer to question 2",
        ),
        ('UPDATE quiz_session SET "right" = total - 1 WHERE id = 1', CHECK, "right is"),
        ("UPDATE quiz_session SET pass_mark_pct = 1 WHERE kind = 'test'", TEST, "pass_mark_pct is"),
        ("UPDATE quiz_session SET person_id = 2 WHERE kind = 'test'", TEST, "person_id is 2 and"),
        (
            "UPDATE completion SET completed_at = '2020-01-01 00:00:00.000000'",
            COMPLETION,
            "completed_at is '2020",
        ),
        ("DELETE FROM completion", COMPLETION, "completion 1 basics is gone"),
        ("UPDATE person_event SET person_id = 2 WHERE id = 1", PEOPLE, "row 1 is not the one"),
        ("DELETE FROM person_event WHERE id = 1", PEOPLE, "people 1 to 1 is gone"),
        ("UPDATE content_activation SET number = 9", PUBLICATION, "row 1 is not the one"),
        (
            "UPDATE content_activation SET activated_at = '2020-01-01 00:00:00.000000'",
            PUBLICATION,
            "row 1 is not the one",
        ),
        ("UPDATE notice_text SET body = 'All is allowed.'", NOTICE, "body is 'All is allowed.'"),
        ("UPDATE notice_text SET version = '9'", NOTICE, "version is '9'"),
        (
            "UPDATE notice_acceptance SET accepted_at = '2020-01-01' WHERE person_id = 1",
            ACCEPTANCE,
            "accepted_at is '2020",
        ),
        (
            "DELETE FROM notice_acceptance WHERE person_id = 1",
            ACCEPTANCE,
            "notice_acceptance 1 3 is gone",
        ),
        ("UPDATE content_version SET body = '{}'", CONTENT, "its text is another one"),
        ("UPDATE content_version SET digest = 'x'", CONTENT, "digest is 'x'"),
    ],
)
def test_altered_fact_is_named(path: Path, statement: str, number: int, says: str) -> None:
    """An answer, the order of its options, a mark, a date, a person or the text of a question."""
    tamper(path, statement)

    audited = look(path)

    assert audited.breaches[0].number == number
    assert says in audited.breaches[0].what


@pytest.mark.parametrize(
    ("statements", "number", "says"),
    [
        (["UPDATE evidence_event SET body = replace(body, 'check', 'test') WHERE number = 8"],
         8, "this quiz was altered"),
        (["UPDATE evidence_event SET recorded_at = '2020-01-01' WHERE number = 8"], 8, "altered"),
        (["UPDATE evidence_event SET person_id = 2 WHERE number = 10"], 10, "altered"),
        (["UPDATE evidence_event SET body = 'no JSON' WHERE number = 8"], 8, "altered"),
        (["UPDATE evidence_event SET mac = x'00' WHERE number = 8"], 8, "altered"),
        (["DELETE FROM evidence_event WHERE number = 8"], 8, "it is missing"),
        (["DELETE FROM evidence_event WHERE number IN (8, 9)"],
         8, "it and all to 9 are missing"),
        (["DELETE FROM evidence_event WHERE number = 1"], 1, "it is missing"),
        (["UPDATE evidence_event SET body = 'no JSON' WHERE number = 2"], 2, "altered"),
        (["DELETE FROM evidence_event WHERE number = 8",
          "UPDATE evidence_event SET number = number - 1 WHERE number > 8"],
         8, "altered"),
        (["UPDATE evidence_event SET number = -4 WHERE number = 8",
          "UPDATE evidence_event SET number = 8 WHERE number = 9",
          "UPDATE evidence_event SET number = 9 WHERE number = -4"],
         8, "not where it was"),
        ([REPEAT], 16, "not where it was"),
    ],
)  # fmt: skip
def test_altered_chain_is_named(path: Path, statements: list[str], number: int, says: str) -> None:
    """Changed, removed, moved or repeated events."""
    tamper(path, *statements)

    audited = look(path)

    assert audited.breaches[0].number == number
    assert says in audited.breaches[0].what


ADDED = {
    "people": "INSERT INTO person_event (person_id, kind, at, origin)"
    " VALUES (1, 'left', '2026-11-20 09:00:00.000000', 'roster')",
    "completion_change": "INSERT INTO completion_change (person_id, course_id, version_id,"
    " completed_at, recorded_at) VALUES (2, 'basics', 1, '2026-11-20 09:00:00.000000',"
    " '2026-11-20 09:00:00.000000')",
    "publication": "INSERT INTO content_activation (version_id, activated_at, number)"
    " VALUES (1, '2026-11-20 09:00:00.000000', 9)",
}


def add_row(path: Path, kind: str) -> int:
    """Add a row as anybody can who has the file: no trigger is in the way. Return its number."""
    with closing(sqlite3.connect(path)) as connection, connection:
        number = connection.execute(ADDED[kind]).lastrowid
    assert number is not None
    return number


@pytest.mark.parametrize("kind", ADDED)
def test_row_that_the_bot_did_not_write_is_named_for_ever(
    path: Path, school: School, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither what the bot writes next, nor the next start, makes it genuine; it is logged once."""
    number = add_row(path, kind)
    name = f"{kind} {number} is in no event"
    [breach] = look(path).breaches
    assert breach.what.startswith(name)

    school.join(1003, name="Cleo")
    school.join(1004, name="Dan")
    with open_database(path) as again, again.recording() as record:
        record.run(ADDED[kind])

    [breach] = look(path).breaches
    assert breach.what.startswith(name)
    [said] = caplog.messages
    assert said.startswith("something else than the bot has written")
    assert f" {number} to {number}: run" in said


def test_rows_among_those_of_the_bot_are_named(
    path: Path, school: School, clock: FakeClock
) -> None:
    """Also where others were written since, by this process and by another one."""
    first = add_row(path, "people")
    school.join(1003, name="Cleo")
    second = add_row(path, "people")
    with open_database(path) as again:
        School(again, clock).join(1004, name="Dan")
    third = add_row(path, "people")

    assert [breach.what.partition(" is")[0] for breach in look(path).breaches] == [
        f"people {number}" for number in (first, second, third)
    ]


@pytest.mark.parametrize("kind", ADDED)
def test_removed_mark_makes_nothing_genuine(path: Path, school: School, kind: str) -> None:
    """Whoever hides that a table is in the evidence does not have it sealed as it is now."""
    school.database.close()
    number = add_row(path, kind)
    tamper(path, "DELETE FROM evidence_mark")

    with open_database(path):
        pass

    [breach] = look(path).breaches
    assert breach.what.startswith(f"{kind} {number} is in no event")


def test_rows_of_a_release_that_did_not_seal_them_are_sealed_once(
    path: Path, school: School
) -> None:
    """At the first start after an update; before that there is nothing to check them by."""
    school.database.close()
    tamper(
        path,
        "DELETE FROM evidence_event WHERE kind = 'people' OR number = 2",
        "DELETE FROM evidence_mark",
        "UPDATE person_event SET at = 'long ago' WHERE id = 1",  # which keeps no bot from starting
    )
    seal_anew(path)
    with pytest.raises(NoEvidence, match="earlier release"):
        look(path)

    for _ in range(2):
        with open_database(path) as database, database.peeking() as plain:
            kinds = [event.kind for event in stream_events(plain)]
        assert kinds[-2:] == ["people", "coverage"]
        assert kinds.count("coverage") == 1

    assert look(path).breaches == ()
    tamper(path, "UPDATE person_event SET kind = 'left' WHERE id = 2")
    [breach] = look(path).breaches
    assert "row 2 is not the one" in breach.what


def seal_anew(path: Path) -> None:
    """Number the events that are left from 1, and seal them with the key."""
    key = read_key(path)
    assert key is not None
    chain, former = Chain(key), FIRST
    with closing(sqlite3.connect(path)) as connection, connection:
        events = list(stream_events(Plain(connection)))
        for number, event in enumerate(events, start=1):
            moved = event._replace(number=number)
            former = chain.compute_mac(moved, former)
            connection.execute(
                "UPDATE evidence_event SET number = ?, mac = ? WHERE number = ?",
                (number, former, event.number),
            )


def test_fact_that_the_bot_did_not_write_is_named(path: Path) -> None:
    """A completion that somebody has added by hand."""
    tamper(
        path,
        "INSERT INTO completion (person_id, course_id, version_id, completed_at) "
        "SELECT 2, course_id, version_id, completed_at FROM completion",
    )

    audited = look(path)

    assert audited.found == 1
    assert str(audited.breaches[0]).startswith("completion 2 basics is in no event")


def test_acceptance_that_nobody_gave_is_named(path: Path) -> None:
    """Somebody else's, of a text that was never shown."""
    tamper(
        path,
        "INSERT INTO notice_text SELECT 'x', '9', body, stored_at FROM notice_text",
        "INSERT INTO notice_acceptance (person_id, version, digest, accepted_at)"
        " SELECT 2, '9', 'x', accepted_at FROM notice_acceptance WHERE person_id = 2",
    )

    names = [breach.what.partition(" is in")[0] for breach in look(path).breaches]
    assert names == ["notice_text x", "notice_acceptance 2 9"]


def test_cut_end_is_found_by_what_it_spoke_of_or_by_an_anchor(path: Path, school: School) -> None:
    """Events removed alone leave their facts; where these go as well, an anchor tells."""
    anchor = look(path).anchor
    assert anchor is not None
    assert look(path, [Anchor.read(str(anchor))]).breaches == ()

    tamper(path, f"DELETE FROM evidence_event WHERE number = {anchor.number}")  # noqa: S608
    assert "the end of the evidence is cut off" in look(path).breaches[0].what

    tamper(
        path,
        f"DELETE FROM answer WHERE session_id = {LAST_QUIZ}",  # noqa: S608 - the test's own
        f"UPDATE quiz_session SET finished_at = NULL WHERE id = {LAST_QUIZ}",  # noqa: S608
    )
    assert look(path).breaches == ()
    [breach] = look(path, [anchor]).breaches
    assert f"went to event {anchor.number} and ends at {anchor.number - 1}" in breach.what

    cleo = school.join(1003, name="Cleo")
    school.do_lesson(cleo, "one")
    [breach] = look(path, [anchor]).breaches
    assert breach.number == anchor.number
    assert "another event stood here" in breach.what


def test_key_is_needed_to_begin_the_evidence_anew(path: Path) -> None:
    """Another key checks nothing, and the bot does not start on it by itself."""
    with pytest.raises(NoEvidence, match="sealed with another key"):
        audit(path, Chain(b"k" * 64), [], [], lambda _done, _total: None)

    find_key_path(path).rename(path.with_name("kept"))
    with pytest.raises(DatabaseUnusable, match="evidence key is missing"), open_database(path):
        pass
    find_key_path(path).write_text("k" * 64)
    with pytest.raises(DatabaseUnusable, match="sealed with another key"), open_database(path):
        pass
    find_key_path(path).write_text("short")
    with pytest.raises(DatabaseUnusable, match="holds no evidence key"), open_database(path):
        pass
    path.with_name("kept").rename(find_key_path(path))
    with open_database(path) as database:
        assert database.chain.fingerprint


def test_new_key_keeps_what_was_before(path: Path, clock: FakeClock) -> None:
    """Without the old key it is known that nothing was altered since; with it, all is checked."""
    before = look(path).events
    old = read_key(path)
    assert old is not None
    number = renew_key(path, None, clock())

    audited = look(path)
    assert (number, audited.found, audited.unsealed) == (before + 1, 0, before)
    assert look(path, former=[Chain(old)]).unsealed == 0
    assert sorted(p.name for p in path.parent.glob("*.key.until-*")) != []

    tamper(path, "UPDATE evidence_event SET recorded_at = '2020-01-01' WHERE number = 8")
    [breach] = look(path).breaches
    assert (breach.number, "before this key" in breach.what) == (number, True)
    assert look(path, former=[Chain(old)]).breaches[0].number == CHECK


def test_evidence_begins_with_what_was_there(path: Path, school: School, clock: FakeClock) -> None:
    """A database of a time without a chain gets one at its next start, in the order of events."""
    school.database.close()
    tamper(path, "DELETE FROM evidence_event")
    find_key_path(path).unlink()

    with open_database(path, clock=clock) as database, database.peeking() as plain:
        kinds = [kind for [kind] in plain.fetch("SELECT kind FROM evidence_event ORDER BY number")]

    assert kinds[:2] == ["key", "content"]
    assert kinds[-1] == "coverage"
    assert look(path).breaches == ()
