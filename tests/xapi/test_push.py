"""`xapi push`: everything arrives once, whatever happens on the way."""

import base64
import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.bootstrap import open_database
from bot.cli import main
from bot.services import pushing, record_store_http
from bot.storage import engine
from bot.storage.engine import ProcessLock
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.services.keys import make_bank, open_keys
from tests.services.test_rulings import regrade_all
from tests.xapi.store import Fault, Store
from tests.xapi.telling import HOME, list_holding, list_statements, name_employee, name_employees


def list_expected(path: Path) -> dict[str, object]:
    """Return the statements that a store should hold, by id."""
    with open_database(path) as database:
        return {one["id"]: one for one in list_statements(database)}


def test_all_is_sent_once_and_then_only_what_is_new(
    told_path: Path, store: Store, clock: FakeClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """In batches of at most a hundred; a second push has nothing to send."""
    assert main(["xapi", "push", store.url]) == 0

    assert store.statements == list_expected(told_path)
    assert store.asked == [(100, 200), (68, 200)]
    assert store.headers[0]["X-Experience-API-Version"] == "1.0.3"
    assert "Authorization" not in store.headers[0]
    out = capsys.readouterr().out
    assert f"{store.url}: took 168 statement(s)." in out
    assert "Left out: 1 person without an employee number." in out
    assert main(["xapi", "push", f"{store.url}/statements/"]) == 0
    assert len(store.asked) == 2

    with open_database(told_path) as database:
        school = School(database, clock)
        ben = school.join(3001, name="Ben")
        school.do_lesson(ben, "one")
        name_employee(database, ben.id, "77")
    assert main(["xapi", "push", store.url]) == 0
    assert store.asked[2:] == [(4, 200)]
    assert store.statements == list_expected(told_path)
    capsys.readouterr()
    assert main(["accesses"]) == 0
    assert capsys.readouterr().out.count("statements for a record store") == 2


def test_again_sends_everything_and_doubles_nothing(told_path: Path, store: Store) -> None:
    """A resend is known by its ids."""
    assert main(["xapi", "push", store.url]) == 0
    assert main(["xapi", "push", store.url, "--again"]) == 0

    assert store.repeated == 168
    assert store.statements == list_expected(told_path)


def test_who_gets_a_number_later_is_told_later(
    told_path: Path, store: Store, clock: FakeClock
) -> None:
    """Whoever learned before a roster named them; the others are not sent again."""
    assert main(["xapi", "push", store.url]) == 0
    with open_database(told_path) as database:
        zoe = School(database, clock).enrolment.find_member(2001)
        assert zoe is not None
        name_employee(database, zoe.id, "78")
    assert main(["xapi", "push", store.url]) == 0

    assert store.asked[2:] == [(4, 200)]
    assert store.statements == list_expected(told_path)
    assert main(["xapi", "push", store.url]) == 0
    assert len(store.asked) == 3


def test_store_is_insisted_on(
    told_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is busy, broken, cut off before and after it has stored: everything is there once."""
    monkeypatch.setattr(pushing, "FIRST_WAIT", 0.01)
    store.faults.extend(
        [
            Fault(429, {"Retry-After": "0"}),
            Fault(503),
            Fault(),
            Fault(is_kept=True),
            None,
            Fault(504, is_kept=True),
        ]
    )

    assert main(["xapi", "push", store.url]) == 0
    assert store.statements == list_expected(told_path)
    assert store.repeated == 168
    err = capsys.readouterr().err
    assert "The store answers 429; trying again" in err
    assert "No answer (ServerDisconnectedError); trying again" in err


def test_slow_store_is_asked_again(
    told_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has stored a batch, and its answer came too late: the batch is there once."""
    monkeypatch.setattr(pushing, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(record_store_http, "PATIENCE", 0.5)
    store.faults.append(Fault(200, is_kept=True, seconds=1.5))

    assert main(["xapi", "push", store.url]) == 0
    assert store.statements == list_expected(told_path)


def test_database_that_is_busy_too_long_loses_nothing(
    told_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A batch that could not be remembered is sent again."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.1)
    with closing(
        sqlite3.connect(told_path, isolation_level=None, check_same_thread=False)
    ) as other:
        store.on_ask = lambda: other.execute("BEGIN IMMEDIATE")
        assert main(["xapi", "push", store.url]) == 1
        other.execute("ROLLBACK")
    assert "cannot be written: database is locked. Run the same" in capsys.readouterr().err
    store.on_ask = lambda: None
    assert main(["xapi", "push", store.url]) == 0

    assert store.statements == list_expected(told_path)
    assert store.repeated == 100


def test_store_that_stays_away_is_given_up_and_gone_on_with(
    told_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What was taken is not sent again by the next push."""
    monkeypatch.setattr(pushing, "FIRST_WAIT", 0.001)
    store.faults.extend([None, *[Fault(500)] * pushing.TRIES])
    assert main(["xapi", "push", store.url]) == 1
    assert "The store answers 500, 8 times. Run the same command" in capsys.readouterr().err
    assert len(store.statements) == 100
    assert main(["xapi", "push", store.url]) == 0

    assert store.statements == list_expected(told_path)
    assert store.repeated == 0


def test_long_pause_is_not_waited_for(
    told_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """A store that asks for hours gets them from cron."""
    store.faults.append(Fault(429, {"Retry-After": "86400"}))

    assert main(["xapi", "push", store.url]) == 1
    assert "asks to be left alone for 86400 seconds" in capsys.readouterr().err
    assert told_path.is_file()


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault(401, text="who are you?"), "refuses the credentials (401)"),
        (Fault(403), "refuses the credentials (403)"),
        (Fault(404), "There is no record store at that address (404)"),
        (Fault(302, {"Location": "https://elsewhere.example.org"}), "sends elsewhere (302)"),
        (Fault(200, text="<html>Welcome</html>"), "is no record store"),
        (Fault(418), "does not take it (418)"),
    ],
)
def test_what_no_patience_mends_stops_it(
    told_path: Path, store: Store, capsys: pytest.CaptureFixture[str], fault: Fault, says: str
) -> None:
    """At once, in one line, with nothing lost."""
    store.faults.append(fault)
    assert main(["xapi", "push", store.url]) == 1

    assert says in capsys.readouterr().err
    assert len(store.asked) == 1
    assert main(["xapi", "push", store.url]) == 0
    assert store.statements == list_expected(told_path)


def test_refused_statement_is_named(
    told_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Found among the hundred that it came with; nothing behind it is sent."""
    expected = list_expected(told_path)
    bad = list(expected)[57]
    store.refused_ids.add(bad)
    assert main(["xapi", "push", store.url]) == 1

    assert f"The store refuses statement {bad} (answered, 400)" in capsys.readouterr().err
    assert list(store.statements) == list(expected)[:57]
    store.refused_ids.clear()
    assert main(["xapi", "push", store.url]) == 0
    assert store.statements == expected


def test_conflicts_are_told_and_passed_over(
    told_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """The store keeps what it has; everything else arrives."""
    expected = list_expected(told_path)
    known = [list(expected)[3], list(expected)[120]]
    for one in known:
        store.statements[one] = {"id": one, "object": {"objectType": "Activity"}}
    assert main(["xapi", "push", store.url]) == 1

    err = capsys.readouterr().err
    assert "2 statement(s) are in the store already with another content" in err
    assert all(one in err for one in known)
    assert set(store.statements) == set(expected)
    assert main(["xapi", "push", store.url]) == 0


def test_another_company_in_the_same_store_stops_it(
    told_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """Conflicts without end are no accident."""
    for one in list_expected(told_path):
        store.statements[one] = {"id": one, "object": {"objectType": "Activity"}}

    assert main(["xapi", "push", store.url]) == 1
    assert "another database seems to have told it" in capsys.readouterr().err


def test_credentials_are_shown_to_the_store_alone(
    told_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As a user with a password, or a token; never in words, logs or the database."""
    monkeypatch.setenv("XAPI_USER", "bot")
    monkeypatch.setenv("XAPI_PASSWORD", "pass:wörd")
    assert main(["xapi", "push", store.url]) == 0
    monkeypatch.delenv("XAPI_USER")
    monkeypatch.delenv("XAPI_PASSWORD")
    monkeypatch.setenv("XAPI_TOKEN", "t0ken.of-tests")
    store.faults.append(Fault(401))
    assert main(["xapi", "push", store.url, "--again"]) == 1

    pair = base64.b64encode("bot:pass:wörd".encode()).decode()
    assert [h["Authorization"] for h in (store.headers[0], store.headers[-1])] == [
        f"Basic {pair}",
        "Bearer t0ken.of-tests",
    ]
    captured = capsys.readouterr()
    for secret in ("wörd", pair, "t0ken"):
        assert secret not in captured.out + captured.err + caplog.text
        assert secret.encode() not in told_path.read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "records.example.org",
        "ftp://records.example.org",
        "https://bot:secret@records.example.org/xapi",
        "https://records.example.org/xapi?key=1",
        "https://",
        "",
    ],
)
def test_address_of_no_use_is_refused(
    told_path: Path, capsys: pytest.CaptureFixture[str], url: str
) -> None:
    """Before anything is read; above all one with a password in it."""
    assert main(["xapi", "push", url]) == 1

    captured = capsys.readouterr()
    assert "Write the address as https://" in captured.err
    assert "secret" not in captured.err + captured.out
    assert told_path.is_file()


def test_nothing_leaves_before_people_are_told(
    told_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The joining notice says that nothing goes to anybody else, as long as no store is named."""
    monkeypatch.delenv("RECORD_STORE")

    assert main(["xapi", "push", store.url]) == 1
    assert "set RECORD_STORE" in capsys.readouterr().err
    assert store.asked == []
    assert told_path.is_file()


def test_another_home_is_refused(
    told_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By other names nothing could be voided, and everything would be there twice."""
    assert main(["xapi", "push", store.url]) == 0
    monkeypatch.setenv("XAPI_HOME", "https://new.example.org")
    assert main(["xapi", "push", store.url]) == 1

    assert f"Set XAPI_HOME={HOME} to go on, or add --again" in capsys.readouterr().err
    assert len(store.asked) == 2
    assert main(["xapi", "push", store.url, "--again"]) == 0
    assert len(store.statements) == 2 * 168
    assert told_path.is_file()


def test_one_push_at_a_time(
    told_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second one refuses, and says whom it found."""
    with ProcessLock(told_path.with_name("bot.db.xapi")):
        assert main(["xapi", "push", store.url]) == 1

    assert f"Another push (process {os.getpid()}) is going on" in capsys.readouterr().err
    assert store.asked == []


def be_push(url: str) -> None:
    """Be the command."""
    raise SystemExit(main(["xapi", "push", url]))


@pytest.mark.parametrize("batch", [1, 3, 6])
def test_killed_push_goes_on_where_it_was(
    told_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Killed after the store had a batch and before that was remembered: one batch comes twice."""
    monkeypatch.setattr(pushing, "MOST", 25)
    store.hold_at = batch
    process = multiprocessing.get_context("fork").Process(target=be_push, args=(store.url,))
    process.start()
    assert store.held.wait(30)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    store.hold_at = None
    assert main(["xapi", "push", store.url]) == 0

    assert store.statements == list_expected(told_path)
    assert store.repeated == 25


def test_corrections_reach_the_store(
    told_path: Path, store: Store, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was pushed before a key was corrected is voided, in batches of any size."""
    path = told_path.with_name("corrected.db")
    monkeypatch.setenv("DATABASE", str(path))
    monkeypatch.setattr(pushing, "MOST", 3)
    with open_database(path) as database:
        keys = open_keys(database, clock)
        person = keys.school.join(1001)
        keys.check(person)
        keys.test(person)
        name_employees(database)
        assert main(["xapi", "push", store.url]) == 0
        before = dict(store.holding)
        keys.publish(make_bank(t1="b", t2="b"))
        regrade_all(keys)
        assert main(["xapi", "push", store.url]) == 0

        assert list(store.holding.values()) == list_holding(list_statements(database))
        assert len(store.voided) == 2
        assert store.voided < set(before)
