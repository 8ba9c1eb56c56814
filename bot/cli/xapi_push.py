"""`run_bot.py xapi push`: sends what is new, remembers how far it came, and says so."""

import asyncio
import sys
from dataclasses import replace

from sqlalchemy.exc import DBAPIError

from bot.bootstrap import make_teller, open_database, read_clock
from bot.cli.output import fail
from bot.cli.progress import Progress
from bot.cli.reader import find_reader
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.learning.phrases import count_people
from bot.learning.xapi.told import Place, StoreMark, Told
from bot.reports.telling.files import Summary, dump
from bot.reports.telling.stream import Scope, Teller
from bot.services.accesses import Accesses
from bot.services.pushing import Batch, Pusher, PushStopped, cut
from bot.services.record_store_http import open_store
from bot.services.record_stores import BEGINNING, OtherHome, RecordStores
from bot.storage.engine import AlreadyRunning, Database, ProcessLock

SHOWN = 5  # conflicts that are named


async def push(settings: Settings, url: str, authorization: str | None, *, is_again: bool) -> int:
    """Send what a store was not told of yet; one at a time for a database."""
    try:
        with (
            ProcessLock(settings.database.with_name(f"{settings.database.name}.xapi")),
            open_database(settings.database, settings.evidence_key) as database,
        ):
            async with open_store(url, authorization, read_clock) as store:
                pusher = Pusher(store, _tell, asyncio.sleep)
                run = _Run(database, make_teller(database, settings), pusher, url)
                return await run.run(is_again=is_again)
    except AlreadyRunning as running:
        return fail(
            f"Another push (process {running.process}) is going on; this one has sent nothing."
        )
    except DBAPIError as error:
        return fail(
            f"The database {settings.database} cannot be written: {error.orig}. Run the same "
            "command again: it goes on where it was."
        )
    except OtherHome as other:
        return fail(
            f"The store was told under the home {other.former}, and today's is another. Set "
            f"XAPI_HOME={other.former} to go on, or add --again to tell everything anew under "
            "today's home; what the store has stays there."
        )


class _Run:
    """One push, with what it has counted so far."""

    def __init__(self, database: Database, teller: Teller, pusher: Pusher, url: str) -> None:
        self._teller = teller
        self._pusher = pusher
        self._url = url
        self._stores = RecordStores(database, read_clock)
        self._accesses = Accesses(database, read_clock)
        self._summary = Summary()

    async def run(self, *, is_again: bool) -> int:
        mark = self._stores.begin(self._url, self._teller.home, is_again=is_again)
        last = self._teller.find_last()
        bar = Progress("events")
        try:
            await self._catch_up(mark)
            mark = await self._go_on(mark, max(last, mark.place.number), bar)
        except PushStopped as stopped:
            bar.close()
            self._say()
            return fail(str(stopped))
        finally:
            bar.close()
        self._say()
        return self._say_conflicts()

    async def _catch_up(self, mark: StoreMark) -> None:
        """Tell of people whom a roster names only now what was passed over before."""
        named = self._stores.list_named(self._url)
        if not named:
            return
        self._accesses.note(AccessKind.STATEMENTS, find_reader(), people=len(named))
        scope = Scope(BEGINNING, mark.place.number, people=named)
        told = (one for one in self._teller.stream(scope) if one.place <= mark.place)
        await self._pusher.push(cut(told, self._dump), lambda _: None)
        self._stores.settle(self._url, named)

    async def _go_on(self, mark: StoreMark, last: int, bar: Progress) -> StoreMark:
        scope = Scope(mark.place, last)
        events, people = self._teller.count(scope)
        if events:
            self._accesses.note(AccessKind.STATEMENTS, find_reader(), people=max(1, people))
        before = mark.sent

        def confirm(batch: Batch) -> None:
            nonlocal mark
            mark = replace(mark, place=batch.place, sent=before + self._pusher.sent.statements)
            self._stores.confirm(self._url, mark, batch.absent)

        await self._pusher.push(cut(self._teller.stream(scope, bar.show), self._dump), confirm)
        if mark.place < Place(last):
            mark = replace(mark, place=Place(last))
            self._stores.confirm(self._url, mark)
        return mark

    def _dump(self, told: Told) -> str | None:
        if not self._summary.count(told) or told.statement is None:
            return None
        return dump(told.statement)

    def _say(self) -> None:
        print(f"{self._url}: took {self._pusher.sent.statements:,} statement(s).")
        if unnamed := len(self._summary.numberless):
            print(
                f"Left out: {count_people(unnamed)} without an employee number. "
                "Once a roster names them, the next push tells of them."
            )
        if erased := len(self._summary.erased):
            print(f"Left out: {count_people(erased)}, whose personal data was erased.")

    def _say_conflicts(self) -> int:
        conflicts = self._pusher.sent.conflicts
        if not conflicts:
            return 0
        named = ", ".join(conflicts[:SHOWN]) + (" …" if len(conflicts) > SHOWN else "")
        return fail(
            f"{len(conflicts):,} statement(s) are in the store already with another content, and "
            f"stay as they are there: {named}. docs/xapi.md says how that comes about."
        )


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")
