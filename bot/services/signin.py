"""Sign in to the dashboard: by a link that works once, or inside Telegram."""

import hmac
import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl

from bot.learning.errors import LinkSpent
from bot.learning.people import LEADERS, Member
from bot.learning.signin import LINK_LIFE, SESSION_LIFE, Viewer, Way
from bot.services import Clock
from bot.services.enrolment import hash_code
from bot.storage.engine import Database
from bot.storage.plain import Plain
from bot.storage.queries import people, signin

CODE_BYTES = 24
EARLY = timedelta(minutes=1)  # that Telegram's clock may be ahead of ours


class SignIn:
    """Makes links and sessions. Who has lost the account or the role is out at once.

    `address` is where anybody reaches the dashboard, None where nobody does; `demo_address` where
    the demo shows it, on this computer and with data that is made up.
    """

    def __init__(
        self, database: Database, clock: Clock, token: str = "", address: str | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._token = token
        self.address = address
        self.demo_address: str | None = None

    def make_code(self, member: Member) -> str:
        """Make a code that signs a member in once, within a quarter of an hour."""
        code, now = secrets.token_urlsafe(CODE_BYTES), self._clock()
        with self._database.writing() as session:
            plain = Plain.of(session)
            signin.forget_old(plain, now)
            signin.add_link(plain, hash_code(code), member, now + LINK_LIFE)
        return code

    def find_linked(self, code: str) -> Member | None:
        """Return whom a code would sign in; it is not spent by this."""
        with self._database.reading() as session:
            return _admit(signin.find_linked(Plain.of(session), hash_code(code), self._clock()))

    def enter(self, code: str) -> str:
        """Spend a code and return the token of a new session; raise LinkSpent."""
        now, code_hash = self._clock(), hash_code(code)
        with self._database.writing() as session:
            plain = Plain.of(session)
            member = _admit(signin.find_linked(plain, code_hash, now))
            if member is None:
                raise LinkSpent
            signin.spend_link(plain, code_hash, now)
            return _start(plain, member, Way.LINK, now)

    def enter_by_app(self, init_data: str) -> str:
        """Return the token of a new session for whom Telegram vouches; raise LinkSpent."""
        now = self._clock()
        telegram_id = read_init_data(init_data, self._token, now)
        if telegram_id is None:
            raise LinkSpent
        with self._database.writing() as session:
            plain = Plain.of(session)
            member = people.find_member(plain, telegram_id)
            if member is None or member.name is None or _admit(member) is None:
                raise LinkSpent
            return _start(plain, member, Way.APP, now)

    def find_viewer(self, token: str) -> Viewer | None:
        """Return who is signed in and may look at the dashboard now."""
        with self._database.reading() as session:
            viewer = signin.find_viewer(Plain.of(session), hash_code(token), self._clock())
        return viewer if viewer is not None and viewer.member.role in LEADERS else None

    def leave(self, token: str) -> None:
        """End a session."""
        with self._database.writing() as session:
            signin.end_session(Plain.of(session), hash_code(token), self._clock())

    def list_leaders(self) -> list[Member]:
        """Return everybody who may look at the dashboard."""
        with self._database.reading() as session:
            return signin.list_leaders(Plain.of(session), LEADERS)


def _admit(member: Member | None) -> Member | None:
    return member if member is not None and member.role in LEADERS else None


def _start(plain: Plain, member: Member, way: Way, now: datetime) -> str:
    token = secrets.token_urlsafe(CODE_BYTES)
    signin.forget_old(plain, now)
    signin.add_session(plain, hash_code(token), member, way, now, now + SESSION_LIFE)
    return token


def read_init_data(init_data: str, token: str, now: datetime) -> int | None:
    """Return the account that a Mini App was opened by; None unless Telegram signed it just now."""
    pairs = parse_qsl(init_data, keep_blank_values=True)
    fields = dict(pairs)
    given = fields.pop("hash", "")
    if not token or len(fields) + 1 != len(pairs):
        return None
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    secret = hmac.digest(b"WebAppData", token.encode(), sha256)
    if not hmac.compare_digest(
        hmac.new(secret, lines.encode(), sha256).hexdigest().encode(), given.encode()
    ):
        return None
    try:
        age = now.timestamp() - int(fields["auth_date"])
        telegram_id = int(json.loads(fields["user"])["id"])
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    is_fresh = -EARLY.total_seconds() <= age <= LINK_LIFE.total_seconds()
    return telegram_id if is_fresh else None
