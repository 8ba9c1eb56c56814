"""Texts that the bot asks for: begun by a button, ended by the next thing the person does."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from bot.learning.errors import NothingWritten
from bot.learning.people import Member
from bot.learning.prompt import ROLES, Asked, PromptKind, Written, clean_text, is_patient
from bot.services import Clock
from bot.storage.engine import Database
from bot.storage.queries import prompts

Taker = Callable[[Session, Written], None]


class Prompts:
    """Gives a text to whoever asked for it, in the transaction that marks it as taken."""

    def __init__(
        self, database: Database, clock: Clock, takers: Mapping[PromptKind, Taker]
    ) -> None:
        self._database = database
        self._clock = clock
        self._takers = takers

    def find(self, member: Member, update_id: int) -> Asked | None:
        """Return what a text of that update answers; None where nobody asked, or too long ago."""
        with self._database.reading() as session:
            return self._find(session, member, update_id)

    def find_taken(self, member: Member) -> Asked | None:
        """Return what a member has answered last, while somebody may still be about it."""
        with self._database.reading() as session:
            prompt = prompts.find(session, member.id)
            if prompt is None or prompt.taken_by is None:
                return None
            if not is_patient(prompt.asked_at, self._clock()):
                return None
            return self._find(session, member, prompt.taken_by)

    def take(self, member: Member, text: str, update_id: int) -> Asked | None:
        """Take a text for what was asked; the update may come again, and changes nothing then.

        Raises TextTooLong, NothingWritten, or whatever the taker refuses: then the question stays
        open.
        """
        text = clean_text(text)
        if not text:
            raise NothingWritten
        with self._database.writing() as session:
            asked = self._find(session, member, update_id)
            if asked is None:
                return None
            prompt = prompts.find(session, member.id)
            if prompt is not None and prompt.taken_by is None:
                self._takers[asked.kind](session, Written(member.id, asked.subject, text))
                prompt.taken_by = update_id
                session.add(prompt)
                return Asked(asked.kind, prompt.subject)
            return asked

    def end(self, person_id: int) -> None:
        """Ask for nothing any more: the person has gone on to something else."""
        with self._database.writing() as session:
            prompts.take_back(session, person_id)

    def _find(self, session: Session, member: Member, update_id: int) -> Asked | None:
        prompt = prompts.find(session, member.id)
        if prompt is None or member.role not in ROLES[PromptKind(prompt.kind)]:
            return None
        if prompt.taken_by is None:
            is_meant = is_patient(prompt.asked_at, self._clock())
        else:
            is_meant = prompt.taken_by == update_id
        return Asked(PromptKind(prompt.kind), prompt.subject) if is_meant else None
