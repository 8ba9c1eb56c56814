"""Posts updates to the webhook: many chats at once, each chat in order, until the bot says 2xx."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx

from bot.simulator.errors import SimulatorError
from bot.simulator.updates import find_chat_key
from bot.simulator.webhooks import Webhook
from bot.simulator.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a name, not a secret)
FOREVER = 365 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long a failed delivery waits: twice as long each time."""

    first: float = 1.0
    longest: float = 60.0

    def after(self, tries: int) -> float:
        """Return the pause after so many failures in a row."""
        return float(min(self.first * 2 ** min(tries - 1, 30), self.longest))


@asynccontextmanager
async def deliver(
    world: World, transport: httpx.AsyncBaseTransport | None, pauses: Pauses, patience: float
) -> AsyncIterator[None]:
    """Deliver while the context is open; afterwards nothing is left running."""
    if world.updates.feed is not None:
        raise SimulatorError("Updates are being delivered already")
    world.updates.feed = deque(maxlen=0)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
    async with httpx.AsyncClient(transport=transport, timeout=patience, limits=limits) as client:
        running = asyncio.create_task(Deliverer(world, client, pauses).run())
        try:
            yield
        finally:
            world.updates.feed = None
            running.cancel()
            await asyncio.wait([running])
    if not running.cancelled() and (error := running.exception()):
        raise error  # a defect of the simulator, not a failed delivery


class Deliverer:
    """Serves one webhook after another, as the bot sets them."""

    def __init__(self, world: World, client: httpx.AsyncClient, pauses: Pauses) -> None:
        self._world = world
        self._client = client
        self._pauses = pauses

    async def run(self) -> None:
        """Deliver until cancelled or the simulator closes."""
        updates = self._world.updates
        while not updates.arrivals.is_closed:
            webhook = self._world.webhook
            if webhook is not None:
                async with asyncio.TaskGroup() as group:
                    serving = group.create_task(self._serve(webhook))
                    await self._wait_for_another(webhook)
                    serving.cancel()
                updates.feed = deque(maxlen=0)
            else:
                await self._wait_for_another(None)

    async def _wait_for_another(self, webhook: Webhook | None) -> None:
        arrivals = self._world.updates.arrivals
        await arrivals.wait_until(lambda: self._world.webhook is not webhook, FOREVER)

    async def _serve(self, webhook: Webhook) -> None:
        """Sort what waits and what comes into lanes, one a chat."""
        updates = self._world.updates
        feed = updates.feed = deque(updates.queued)
        lanes: dict[object, deque[int]] = {}
        connections = asyncio.Semaphore(webhook.max_connections)
        async with asyncio.TaskGroup() as group:
            while await updates.arrivals.wait_until(lambda: bool(feed), FOREVER):
                while feed:
                    key = feed.popleft()
                    queued = updates.queued.get(key)
                    if queued is None:
                        continue
                    chat = find_chat_key(queued.update)
                    if chat in lanes:
                        lanes[chat].append(key)
                    else:
                        lanes[chat] = deque([key])
                        group.create_task(self._drain(webhook, lanes, chat, connections))

    async def _drain(
        self,
        webhook: Webhook,
        lanes: dict[object, deque[int]],
        chat: object,
        connections: asyncio.Semaphore,
    ) -> None:
        """Post the updates of one chat, each until it is taken."""
        lane = lanes[chat]
        while lane:
            tries = 0
            while (queued := self._world.updates.queued.get(lane[0])) is not None:
                async with connections:
                    is_taken = await self._post(webhook, queued.update)
                if is_taken:
                    self._world.updates.confirm([lane[0]])
                    self._world.changes.announce()
                    break
                tries += 1
                self._world.changes.announce()
                await asyncio.sleep(self._pauses.after(tries))
            lane.popleft()
        del lanes[chat]

    async def _post(self, webhook: Webhook, update: dict[str, object]) -> bool:
        """Post one update; whatever is not a 2xx is remembered as the last error."""
        secret = {SECRET_HEADER: webhook.secret_token} if webhook.secret_token else {}
        try:
            response = await self._client.post(webhook.url, json=update, headers=secret)
        except Exception as error:  # noqa: BLE001 (also what an application in the process raises)
            self._remember(webhook, _explain(error))
            return False
        if response.is_success:
            return True
        status = f"{response.status_code} {_phrase(response.status_code)}".strip()
        self._remember(webhook, f"Wrong response from the webhook: {status}")
        return False

    def _remember(self, webhook: Webhook, words: str) -> None:
        webhook.last_error_date, webhook.last_error_message = self._world.now(), words


def _explain(error: Exception) -> str:
    """Say in the server's words why there was no answer."""
    if isinstance(error, httpx.ConnectTimeout):
        return "Connection timed out"
    if isinstance(error, httpx.TimeoutException):
        return "Read timeout expired"
    if isinstance(error, httpx.ConnectError):
        return "Connection refused"
    if isinstance(error, httpx.HTTPError):
        return "Connection closed by the webhook without an answer"
    return "Wrong response from the webhook: 500 Internal Server Error"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
