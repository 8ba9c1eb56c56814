"""A form of the dashboard is done once, whole or not at all, by whoever has the role by then."""

import pytest

from bot.learning.deeds import Deed, DoneDeed
from bot.learning.errors import AssignmentGone, PersonGone, RequestDone
from bot.learning.people import Actor, ActorOrigin, Member, Role
from bot.services.dashboard_requests import DashboardRequests
from bot.services.signin import SignIn
from bot.storage.engine import Database
from bot.storage.tables import Person
from tests.conftest import FakeClock
from tests.services.builder import School
from tests.storage.rows import count


@pytest.fixture
def requests(database: Database, clock: FakeClock) -> DashboardRequests:
    """What claims forms."""
    return DashboardRequests(database, clock)


@pytest.fixture
def hana(database: Database, clock: FakeClock) -> Member:
    """Somebody in HR."""
    return School(database, clock).join(77, Role.HR, "Hana Hart")


def refuse(_: Actor) -> None:
    """Do nothing, and say so."""
    raise AssignmentGone


def test_done_once(requests: DashboardRequests, hana: Member) -> None:
    """What it was, with its number; the second time nothing is called."""
    actors: list[Actor] = []

    def act(actor: Actor) -> int:
        actors.append(actor)
        return 12

    assert requests.do(hana, "a key", Deed.ENDED, act) == 12
    with pytest.raises(RequestDone):
        requests.do(hana, "a key", Deed.ENDED, act)

    assert actors == [Actor(ActorOrigin.WEB, hana.id)]
    assert requests.find_done(hana, "a key") == DoneDeed(Deed.ENDED, 12)
    assert requests.find_done(hana, "another") is None


def test_refused_is_not_done(requests: DashboardRequests, hana: Member) -> None:
    """The same form can be sent again, once what was in its way is gone."""
    with pytest.raises(AssignmentGone):
        requests.do(hana, "a key", Deed.ENDED, refuse)
    assert requests.find_done(hana, "a key") is None

    assert requests.do(hana, "a key", Deed.UNBOUND, lambda _: True)

    assert requests.find_done(hana, "a key") == DoneDeed(Deed.UNBOUND)


def test_forms_are_each_ones_own(
    requests: DashboardRequests, hana: Member, database: Database, clock: FakeClock
) -> None:
    """Nobody learns what another one's form has done, or is kept from theirs."""
    zoe = School(database, clock).join(78, Role.ADMIN, "Zoe Zander")
    requests.do(hana, "a key", Deed.ENDED, lambda _: 1)

    assert requests.find_done(zoe, "a key") is None
    assert requests.do(zoe, "a key", Deed.ENDED, lambda _: 2) == 2


@pytest.mark.parametrize("role", [Role.LEARNER, Role.TRAINER, Role.MANAGER])
def test_role_of_this_moment(
    requests: DashboardRequests, hana: Member, database: Database, role: Role
) -> None:
    """Whoever has lost it since the page was checked changes nothing."""
    with database.writing() as session:
        session.get_one(Person, hana.id).role = role
    with pytest.raises(PersonGone):
        requests.do(hana, "a key", Deed.ENDED, lambda _: 1)

    assert count(database, "dashboard_request") == 0


def test_forgotten_with_the_session(
    requests: DashboardRequests, hana: Member, database: Database, clock: FakeClock
) -> None:
    """A form is kept for as long as its page can be sent, and no longer."""
    signin = SignIn(database, clock)
    requests.do(hana, "a key", Deed.ENDED, lambda _: 1)
    clock.advance(hours=11)
    signin.enter(signin.make_code(hana))
    assert count(database, "dashboard_request") == 1
    clock.advance(hours=1)

    signin.enter(signin.make_code(hana))

    assert count(database, "dashboard_request") == 0
