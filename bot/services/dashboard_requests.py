"""What HR's forms on the dashboard ask for: each is done once, by whoever has the role by then."""

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session, select

from bot.learning.deeds import Deed, DoneDeed
from bot.learning.errors import PersonGone, RequestDone
from bot.learning.people import PERSONNEL, Actor, ActorOrigin, Member, Role
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.tables import DashboardRequest, Person

T = TypeVar("T")


class DashboardRequests:
    """Claims each form in the transaction that does what it asks for."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def do(self, member: Member, key: str, deed: Deed, act: Callable[[Actor], T]) -> T:
        """Do what a form asks for, and write down that it is done; both or neither.

        `key` stands for the form with all that is written in it. What is a number becomes that of
        the deed. Raises RequestDone where it was sent before, PersonGone where the member may
        change nothing any more, and whatever `act` refuses.
        """
        with self._database.writing() as session:
            person = session.get(Person, member.id)
            if person is None or Role(person.role) not in PERSONNEL:
                raise PersonGone
            if _find(session, member.id, key) is not None:
                raise RequestDone
            done = DashboardRequest(person_id=member.id, key=key, deed=deed, done_at=self._clock())
            session.add(done)
            session.flush()
            outcome = act(Actor(ActorOrigin.WEB, member.id))
            if isinstance(outcome, int) and not isinstance(outcome, bool):
                done.number = outcome
                session.add(done)
            return outcome

    def find_done(self, member: Member, key: str) -> DoneDeed | None:
        """Return what a form of that member has done."""
        with self._database.reading() as session:
            done = _find(session, member.id, key)
            return None if done is None else DoneDeed(Deed(done.deed), done.number)


def _find(session: Session, person_id: int, key: str) -> DashboardRequest | None:
    same = select(DashboardRequest).where(
        DashboardRequest.person_id == person_id, DashboardRequest.key == key
    )
    return session.exec(same).first()
