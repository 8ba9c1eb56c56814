"""One call of the Bot API from its parameters to its result, through whatever is in its way."""

import asyncio
import logging
import re
import secrets
from typing import Any

from starlette.types import Receive, Scope

from bot.simulator import parameters
from bot.simulator.errors import ApiError
from bot.simulator.faults import Fault, Reset
from bot.simulator.files import Upload
from bot.simulator.methods import METHODS
from bot.simulator.people import TOKEN
from bot.simulator.requests import read_parameters
from bot.simulator.signatures import BY_LOWER_NAME
from bot.simulator.simulator import Simulator
from bot.simulator.updates import Poll

logger = logging.getLogger("bot.simulator")

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class BotApi:
    """Answers the calls of the bot.

    Stricter than Telegram where that helps a developer: unknown parameters and fields are errors.
    """

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    async def call(self, token: str, method: str, scope: Scope, receive: Receive) -> Any:
        """Answer `/botTOKEN/METHOD`, or raise why not."""
        try:
            self._check_token(token)
            return await self._answer(method, scope, receive)
        except ApiError as error:
            logger.info("%s: %s", method, error.description)
            raise

    def download(self, token: str, path: str) -> bytes:
        """Return the bytes of a file that getFile named."""
        self._check_token(token)
        stored = self.simulator.files.find_path(path)
        if stored is None:
            raise ApiError(404, "Not Found")
        return stored.data

    def _check_token(self, token: str) -> None:
        if not secrets.compare_digest(token.encode(), self.simulator.bot.token.encode()):
            raise ApiError(401, "Unauthorized") if TOKEN.fullmatch(token) else _not_found()

    async def _answer(self, asked: str, scope: Scope, receive: Receive) -> Any:
        """Read, log and carry out one call."""
        method = BY_LOWER_NAME.get(asked.lower())
        if method is None:
            logger.warning("The simulator has no method %s", re.sub(r"\W", "?", asked))
            raise ApiError(404, "Not Found: method not found")
        raw = await read_parameters(scope, receive)
        try:
            params = parameters.read(method, raw)
        except ApiError:
            self._log(method, raw)
            raise
        self._log(method, params)
        planned = self.simulator.planned_errors.get(method)
        if planned:
            raise planned.pop(0)
        if self.simulator.mischief is None:
            return await self._take_effect(method, params, receive)
        return await self._suffer(method, params, receive)

    def _log(self, method: str, params: dict[str, Any]) -> None:
        self.simulator.call_log.append((method, {k: _shown(v) for k, v in params.items()}))
        self.simulator.changes.announce()

    async def _suffer(self, method: str, params: dict[str, Any], receive: Receive) -> Any:
        """Carry out a call on a bad day; the fault and its delays were fixed when it came."""
        mischief = self.simulator.mischief
        assert mischief is not None  # noqa: S101 (for mypy)
        faults = mischief.faults
        fault = mischief.choose(method)
        if faults.latency:
            await asyncio.sleep(faults.latency)
        mischief.fail(fault)
        result = await self._take_effect(method, params, receive)
        if fault is Fault.DROP:
            raise Reset
        if fault is Fault.SLOW:
            await asyncio.sleep(faults.slow_seconds)
        return result

    async def _take_effect(self, method: str, params: dict[str, Any], receive: Receive) -> Any:
        """Do what the method does, within the limits of calls if they are switched on."""
        if method == "getUpdates":
            return await self._poll(params, receive)
        limits = self.simulator.limits
        if limits is None:
            return METHODS[method](self.simulator, params)
        limits.check(method, params.get("chat_id"))
        result = METHODS[method](self.simulator, params)
        limits.count(method, params.get("chat_id"))
        return result

    async def _poll(self, params: dict[str, Any], receive: Receive) -> list[dict[str, Any]]:
        """Wait for updates, but not longer than the client does."""
        if self.simulator.webhook is not None:
            raise ApiError(409, WEBHOOK_ACTIVE)
        poll = Poll()
        watch = asyncio.create_task(self._watch(receive, poll))
        try:
            return await self.simulator.updates.fetch(params, poll)
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _watch(self, receive: Receive, poll: Poll) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.simulator.updates.abandon(poll)


def _not_found() -> ApiError:
    return ApiError(404, "Not Found")


def _shown(value: Any) -> Any:
    """Name a file in the log instead of keeping it once more."""
    if isinstance(value, Upload):
        return f"<{value.name}, {len(value.data)} bytes>"
    return value
