"""Signing in to the dashboard: once, in time, by who may; and out at once."""

import hmac
import json
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from bot.learning.errors import LinkSpent
from bot.learning.people import Member, Role
from bot.services.signin import SignIn
from bot.storage.engine import Database
from bot.storage.tables import Person
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.services.test_rosters import STAFF, Office

TOKEN = "7000000001:token-of-the-tests-and-no-other-bot"


@pytest.fixture
def signin(database: Database, clock: FakeClock) -> SignIn:
    """A way in, of a bot with that token."""
    return SignIn(database, clock, TOKEN)


@pytest.fixture
def hana(database: Database, clock: FakeClock) -> Member:
    """Somebody in HR."""
    return School(database, clock).join(77, Role.HR, "Hana Hart")


def sign(fields: dict[str, str], token: str = TOKEN) -> str:
    """Return what Telegram says of a user to a Mini App."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), sha256)
    return urlencode(fields | {"hash": hmac.digest(secret, lines.encode(), sha256).hex()})


def vouch(clock: FakeClock, user_id: object = 77, age: int = 0) -> dict[str, str]:
    """Return the fields that Telegram would sign."""
    return {
        "auth_date": str(int(clock().timestamp()) - age),
        "query_id": "AAE",
        "signature": "for third parties",
        "user": json.dumps({"id": user_id, "first_name": "Häna & Co=1"}),
    }


def test_link_works_once_and_in_time(signin: SignIn, hana: Member, clock: FakeClock) -> None:
    """Looking at it spends nothing; the second use, an old one and an invented one are refused."""
    code = signin.make_code(hana)
    assert signin.find_linked(code) is not None
    assert signin.find_linked(code) is not None

    token = signin.enter(code)

    viewer = signin.find_viewer(token)
    assert viewer is not None
    assert (viewer.member.name, viewer.sees_results) == ("Hana Hart", True)
    late = signin.make_code(hana)
    clock.advance(minutes=15)
    for spent in (code, late, "", "guess", "é\x00"):
        assert signin.find_linked(spent) is None
        with pytest.raises(LinkSpent):
            signin.enter(spent)


def test_session_ends(signin: SignIn, hana: Member, clock: FakeClock) -> None:
    """By signing out, which ends no other, and after a working day."""
    first, second = (signin.enter(signin.make_code(hana)) for _ in range(2))
    signin.leave(first)
    signin.leave(first)

    assert signin.find_viewer(first) is None
    assert signin.find_viewer(second) is not None
    clock.advance(hours=12)
    assert signin.find_viewer(second) is None
    assert signin.find_viewer("") is None


def test_no_code_or_token_is_stored(signin: SignIn, hana: Member, database: Database) -> None:
    """Only their hashes: who reads the file signs in nowhere. What is over is forgotten."""
    code = signin.make_code(hana)
    token = signin.enter(code)

    with database.peeking() as plain:
        rows = plain.fetch("SELECT * FROM dashboard_link") + plain.fetch(
            "SELECT * FROM dashboard_session"
        )
    assert code not in str(rows)
    assert token not in str(rows)
    assert len(rows) == 2


def _demote(database: Database, person_id: int) -> None:
    with database.writing() as session:
        person = session.get_one(Person, person_id)
        person.role = Role.TRAINER
        session.add(person)


def _take_account(database: Database, person_id: int) -> None:
    with database.writing() as session:
        person = session.get_one(Person, person_id)
        person.telegram_id = 78  # another account than the one that signed in
        session.add(person)


@pytest.mark.parametrize("change", [_demote, _take_account])
def test_who_may_not_any_more_is_out_at_once(
    signin: SignIn, hana: Member, database: Database, change: Callable[[Database, int], None]
) -> None:
    """Sessions and waiting links alike, also when the person gets another account later."""
    token, code = signin.enter(signin.make_code(hana)), signin.make_code(hana)
    change(database, hana.id)

    assert signin.find_viewer(token) is None
    assert signin.find_linked(code) is None
    with pytest.raises(LinkSpent):
        signin.enter(code)


def test_leaver_is_out_at_once(database: Database, clock: FakeClock) -> None:
    """The moment the roster says so; whoever comes back signs in anew."""
    office, signin = Office(database, clock), SignIn(database, clock, TOKEN)
    office.apply(STAFF)
    office.join("3", 33)
    cleo = office.enrolment.find_member(33)
    assert cleo is not None
    token = signin.enter(signin.make_code(cleo))
    viewer = signin.find_viewer(token)
    assert viewer is not None
    assert not viewer.sees_results

    office.apply("3,terminated,Cleo,Ash,Board,\n")

    assert signin.find_viewer(token) is None
    office.apply("3,active,Cleo,Ash,Board,\n")
    assert signin.find_viewer(token) is None


def test_telegram_vouches(signin: SignIn, hana: Member, clock: FakeClock) -> None:
    """For whoever may look, and only just now."""
    viewer = signin.find_viewer(signin.enter_by_app(sign(vouch(clock))))

    assert viewer is not None
    assert viewer.member.id == hana.id


@pytest.mark.parametrize(
    "make",
    [
        lambda _: "",
        lambda _: "hash=é&user=1",
        lambda clock: urlencode(vouch(clock)),
        lambda clock: sign(vouch(clock), "7000000002:of-another-bot"),
        lambda clock: sign(vouch(clock)).replace("AAE", "AAF"),
        lambda clock: sign(vouch(clock)) + "&query_id=AAE",
        lambda clock: sign(vouch(clock, age=901)),
        lambda clock: sign(vouch(clock, age=-61)),
        lambda clock: sign(vouch(clock, user_id="x")),
        lambda clock: sign(vouch(clock, user_id=1)),
        lambda _: sign({"auth_date": "nan", "user": "[]"}),
        lambda clock: sign({"auth_date": str(int(clock().timestamp())), "user": "7"}),
    ],
)
def test_what_telegram_did_not_sign_just_now_is_refused(
    signin: SignIn, hana: Member, clock: FakeClock, make: Callable[[FakeClock], str]
) -> None:
    """Forged, altered, doubled, old, early, of a stranger or broken."""
    assert hana.role is Role.HR
    with pytest.raises(LinkSpent):
        signin.enter_by_app(make(clock))


def test_learner_gets_in_by_no_way(database: Database, clock: FakeClock) -> None:
    """Neither by Telegram's word nor by a link."""
    ana, signin = School(database, clock).join(77), SignIn(database, clock, TOKEN)

    with pytest.raises(LinkSpent):
        signin.enter_by_app(sign(vouch(clock)))
    assert signin.find_linked(signin.make_code(ana)) is None
    assert signin.list_leaders() == []
