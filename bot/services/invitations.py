"""Invitations for many at once: how many people wait for one, and the files that hand them out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import TextIO

from bot.learning.accesses import AccessKind, Reader
from bot.learning.errors import NobodyToInvite, RoleRefused
from bot.learning.joining import IssuedInvite
from bot.learning.people import GRANTABLE, Actor, Member, Role
from bot.services import Clock
from bot.services.accounts import INVITE_DAYS, issue_invites
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import accesses, invites

AT_ONCE = 500  # people in one file, and in one transaction, so that no tap waits for long

MakeLink = Callable[[str], str]
WriteInvites = Callable[[Sequence[IssuedInvite], MakeLink, TextIO], None]


@dataclass(frozen=True)
class PeopleWithoutAccount:
    """How many people somebody may invite, by whether an invitation of theirs is still valid."""

    uninvited: int
    invited: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.uninvited + self.invited


@dataclass(frozen=True)
class IssuedBatch:
    """Invitations that were made; `rest` is for how many more they can be, by the same word."""

    invites: Sequence[IssuedInvite]
    rest: int

    @property
    def expires_at(self) -> datetime:
        """Until when they are valid."""
        return self.invites[0].expires_at


@dataclass(frozen=True)
class InvitationFiles:
    """What hands them out: links for a mail merge (CSV), and cards with QR codes (HTML)."""

    links: bytes
    sheet: bytes


class Invitations:
    """Makes invitations for everybody who has none, within what the one who asks may do.

    Codes are kept as digests only: what is not handed out has to be made anew.
    """

    # The bot's own name, for the links; known once it has met Telegram.
    bot_name: str | None = None

    def __init__(
        self,
        database: Database,
        clock: Clock,
        write_links: WriteInvites,
        write_sheet: WriteInvites,
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        self._database = database
        self._clock = clock
        self._write_links = write_links
        self._write_sheet = write_sheet
        self.at_once = at_once  # at most so many

    def count(self, member: Member) -> PeopleWithoutAccount:
        """Return how many active employees without an account a member may invite."""
        with self._database.reading() as session:
            plain = Plain.of(session)
            return PeopleWithoutAccount(
                *invites.count_uninvited(plain, GRANTABLE.get(member.role, ()), self._clock())
            )

    def issue(self, reader: Reader, *, is_again: bool = False) -> IssuedBatch:
        """Make the next invites, and write down that the reader sees names and links.

        With `is_again` also for those whose invite is still valid; it is void then. The same update
        again makes them anew for the same people, as nobody knows whether the files got there.
        Whoever has a role that the reader may not give is left out: who can invite somebody could
        take their place. Raises RoleRefused, and NobodyToInvite where nobody waits for one.
        """
        now = self._clock()
        with self._database.reading() as session:
            plain = Plain.of(session)
            roles = _find_power(plain, reader)
            waiting = PeopleWithoutAccount(*invites.count_uninvited(plain, roles, now))
        with self._database.recording() as plain:
            roles = _find_power(plain, reader)
            wanted = _list_again(plain, reader)
            is_new = wanted is None
            if wanted is None:
                wanted = invites.list_uninvited(
                    plain, is_again=is_again, now=now, roles=roles, limit=self.at_once
                )
            if not wanted:
                raise NobodyToInvite
            actor = Actor(reader.origin, reader.person_id)
            issued = issue_invites(plain, wanted, actor, now, INVITE_DAYS)
            accesses.add(plain, AccessKind.INVITATIONS, reader, None, len(issued), now)
        others = waiting.total if is_again else waiting.uninvited
        rest = others - len(issued) if is_again or is_new else others
        return IssuedBatch(issued, rest)

    def write(self, batch: IssuedBatch) -> InvitationFiles:
        """Return the files for these invites; for many this takes seconds."""
        links, sheet = StringIO(newline=""), StringIO()
        self._write_links(batch.invites, self.make_link, links)
        self._write_sheet(batch.invites, self.make_link, sheet)
        return InvitationFiles(
            links.getvalue().encode("utf-8-sig"), sheet.getvalue().encode("utf-8")
        )

    def make_link(self, code: str) -> str:
        """Return the link that opens the bot and joins with a code."""
        assert self.bot_name is not None  # noqa: S101 - nobody taps or clicks before
        return f"https://t.me/{self.bot_name}?start={code}"


def _find_power(plain: Plain, reader: Reader) -> frozenset[Role]:
    """Return whom a reader may invite, by the role that they have at this moment."""
    rows = plain.fetch("SELECT role FROM person WHERE id = ?", reader.person_id)
    roles = GRANTABLE.get(Role(rows[0][0])) if rows else None
    if not roles:
        raise RoleRefused
    return roles


def _list_again(plain: Plain, reader: Reader) -> Sequence[int] | None:
    """Return for whom an update made invites that comes again; None where it is new."""
    if reader.person_id is None or reader.update_id is None:
        return None
    return invites.list_invited_by(plain, reader.person_id, reader.update_id)
