"""Lets several people act at once; each update comes up to five times, and chats are mixed."""

import asyncio
import json
import sqlite3
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack, closing
from hashlib import sha256
from random import Random
from typing import Any

from bot.services.inbox import find_chat_key
from tests.e2e.stage import Stage

MOST_TIMES = 5
CUT_OFF = 0.3  # the share of waves after which the bot restarts
Update = dict[str, Any]


class SameDice(Random):
    """Dice that fall alike for the same things, whoever throws them and when."""

    def shuffle(self, x: Any) -> None:
        """Put things in an order that depends on nothing but them."""
        x.sort(key=lambda thing: sha256(repr(thing).encode()).digest())


class Mixing:
    """Runs a bot to which people speak in waves, some at a time; each update comes 1 to 5 times.

    The first deliveries keep their order in each chat; copies come at any time afterwards. Where
    `is_cut_off` is set, the bot also restarts now and then, and some updates run a second time, as
    after a crash between the reply and the note that it is out.
    """

    def __init__(self, stage: Stage, dice: Random, *, is_cut_off: bool = False) -> None:
        self.stage = stage
        self.updates = self.deliveries = self.second_runs = 0
        self._dice = dice
        self._is_cut_off = is_cut_off
        self._waiting: dict[int, asyncio.Future[None]] = {}
        self._copies: list[Update] = []
        self._running = AsyncExitStack()

    async def wait(self, chat_id: int) -> None:
        """Wait until the wave with the last act in that chat has come and gone."""
        self._waiting[chat_id] = asyncio.get_running_loop().create_future()
        await self._waiting[chat_id]

    async def conduct(self, plays: Sequence[Coroutine[Any, Any, None]]) -> None:
        """Let all play to their end, and deliver what is left of the copies."""
        async with self._running:
            await self._running.enter_async_context(self.stage.running())
            tasks = [asyncio.ensure_future(play) for play in plays]
            while left := [task for task in tasks if not task.done()]:
                if len(self._waiting) == len(left):
                    await self._send_wave()
                await asyncio.sleep(0)
            await asyncio.gather(*tasks)
            await self._deliver(self._copies)

    async def _send_wave(self) -> None:
        """Deliver the acts of some who wait, with copies old and new; the others wait on."""
        simulator = self.stage.simulator
        chats = self._dice.sample(list(self._waiting), self._dice.randint(1, len(self._waiting)))
        acts = simulator.pending_updates()
        simulator.updates.clear()
        chosen = [update for update in acts if find_chat_key(update) in chats]
        self.updates += len(chosen)
        wave = self._dice.sample(chosen, len(chosen))  # one act a chat: who has acted waits
        for update in chosen:
            for _ in range(self._dice.randint(0, MOST_TIMES - 1)):
                self._copies.append(update)
        self._dice.shuffle(self._copies)
        for _ in range(self._dice.randint(0, len(self._copies))):
            copy = self._copies.pop()
            first = wave.index(copy) + 1 if copy in wave else 0
            wave.insert(self._dice.randint(first, len(wave)), copy)
        await self._deliver(wave)
        if self._is_cut_off and self._dice.random() < CUT_OFF:
            await self._run_again([one for one in chosen if self._dice.random() < 0.5])
        spinning = [tap for tap in simulator.callbacks.open.values() if tap.chat_id in chats]
        assert spinning == [], "a button is left spinning"
        for update in acts:
            if find_chat_key(update) not in chats:
                simulator.requeue(update)
        for chat in chats:
            self._waiting.pop(chat).set_result(None)

    async def _deliver(self, updates: Sequence[Update]) -> None:
        self.deliveries += len(updates)
        for update in updates:
            self.stage.simulator.requeue(update)
        while await self.stage.poller.poll_once(0):
            await self.stage.worker.settle()
        await self.stage.worker.settle()

    async def _run_again(self, acts: Sequence[Update]) -> None:
        """Forget that these updates, the last of their chats, are done, and restart the bot."""
        undo = "UPDATE inbox_update SET finished_at = NULL, raw = ? WHERE update_id = ?"
        with closing(sqlite3.connect(self.stage.settings.database)) as connection, connection:
            for update in acts:
                connection.execute(undo, (json.dumps(update), update["update_id"]))
        self.second_runs += len(acts)
        await self._running.aclose()
        await self._running.enter_async_context(self.stage.running())
        await self.stage.worker.settle()


class Seat:
    """The place of one of them: its acts are delivered in waves with those of others."""

    def __init__(self, mixing: Mixing, chat_id: int) -> None:
        self.simulator = mixing.stage.simulator
        self._mixing = mixing
        self._chat_id = chat_id

    async def settle(self) -> None:
        """Wait until the last act has been answered."""
        await self._mixing.wait(self._chat_id)

    async def pass_time(self) -> None:
        """Let ten seconds pass."""
        await self._mixing.stage.pass_time()
