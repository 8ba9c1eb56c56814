"""Rosters that HR sends in the chat: kept, looked at, and applied or discarded."""

from datetime import timedelta
from typing import Final

from sqlmodel import Session, col, select

from bot.learning.errors import RosterFileGone
from bot.learning.people import Actor, ActorOrigin
from bot.learning.roster import RosterDifference, RosterMode
from bot.learning.roster_file import RosterFileState
from bot.services import Clock
from bot.services.rosters import RosterOvertaken, RosterProposal, Rosters
from bot.storage.engine import Database
from bot.storage.tables import RosterFile

PATIENCE: Final = timedelta(days=7)  # how long a file waits for a word


class RosterFiles:
    """Keeps the rosters that wait for a word; of each person the latest one."""

    def __init__(self, database: Database, rosters: Rosters, clock: Clock) -> None:
        self._database = database
        self._rosters = rosters
        self._clock = clock

    def find_kept(self, person_id: int, update_id: int) -> int | None:
        """Return the file that an update brought, if it is kept already."""
        with self._database.reading() as session:
            found = select(RosterFile.id).where(
                RosterFile.person_id == person_id, RosterFile.update_id == update_id
            )
            return session.exec(found).first()

    def keep(self, person_id: int, update_id: int, name: str, body: bytes) -> int:
        """Keep a file in place of what waited before; the same update again changes nothing."""
        kept = self.find_kept(person_id, update_id)
        if kept is not None:
            return kept
        with self._database.writing() as session:
            waiting = select(RosterFile).where(
                RosterFile.person_id == person_id, RosterFile.state == RosterFileState.WAITING
            )
            for other in session.exec(waiting):
                self._settle(session, other, RosterFileState.REPLACED)
            file = RosterFile(
                person_id=person_id,
                update_id=update_id,
                name=name,
                body=body,
                state=RosterFileState.WAITING,
                sent_at=self._clock(),
            )
            session.add(file)
            session.flush()
            assert file.id is not None  # noqa: S101 - it was flushed
            return file.id

    def look(self, name: str, body: bytes) -> RosterProposal:
        """Say what a file changes that is not kept; raises UnreadableFile or RowsRefused."""
        return self._rosters.propose(name, body, RosterMode.DELTA)

    def propose(self, person_id: int, file_id: int, mode: RosterMode) -> RosterProposal:
        """Say what the file changes; raises RosterFileGone, UnreadableFile or RowsRefused."""
        with self._database.reading() as session:
            file = _get(session, person_id, file_id)
            name, body = file.name, file.body
        return self._rosters.propose(name, body or b"", mode)

    def apply(
        self,
        person_id: int,
        file_id: int,
        proposal: RosterProposal,
        digest: str,
        *,
        is_many_meant: bool,
    ) -> RosterDifference:
        """Apply what was shown under that digest, and mark the file, in one go.

        Raises RosterFileGone (with its state where it is applied already), RosterOvertaken where
        the difference is another one by now, and TooManyLeave.
        """
        if proposal.difference.digest != digest:
            raise RosterOvertaken
        with self._database.writing() as session:
            file = _get(session, person_id, file_id)
            self._settle(session, file, RosterFileState.APPLIED)
            actor = Actor(ActorOrigin.CHAT, person_id)
            return self._rosters.apply(proposal, actor, is_many_meant=is_many_meant)

    def discard(self, person_id: int, file_id: int) -> bool:
        """Forget a file; tell whether that had not happened yet. Raises RosterFileGone."""
        try:
            with self._database.writing() as session:
                file = _get(session, person_id, file_id)
                self._settle(session, file, RosterFileState.DISCARDED)
        except RosterFileGone as gone:
            if gone.state is not RosterFileState.DISCARDED:
                raise
            return False
        return True

    def forget_old(self) -> None:
        """Forget files that have waited too long."""
        with self._database.writing() as session:
            old = select(RosterFile).where(
                RosterFile.state == RosterFileState.WAITING,
                col(RosterFile.sent_at) < self._clock() - PATIENCE,
            )
            for file in session.exec(old):
                self._settle(session, file, RosterFileState.EXPIRED)

    def _settle(self, session: Session, file: RosterFile, state: RosterFileState) -> None:
        file.state, file.body, file.settled_at = state, None, self._clock()
        session.add(file)
        session.flush()


def _get(session: Session, person_id: int, file_id: int) -> RosterFile:
    file = session.get(RosterFile, file_id)
    if file is None or file.person_id != person_id:
        raise RosterFileGone
    if file.state != RosterFileState.WAITING:
        raise RosterFileGone(RosterFileState(file.state))
    return file
