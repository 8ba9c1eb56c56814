"""What is due from time to time, whichever way updates come in."""

from collections.abc import Iterable

from bot.bundle import Services
from bot.chat.worker import Worker


async def sweep(services: Services, worker: Worker, stored: Iterable[int] = ()) -> None:
    """Wake the chats of what was stored, and all that wait; once an hour forget what is old.

    Waiting is what `run_bot.py inbox` has put back into the queue, or a chat whose task failed.
    """
    waiting = await services.look(services.inbox.list_waiting_chats)
    worker.wake({*stored, *waiting})
    if services.inbox.is_forgetting_due():
        await services.ask(services.inbox.forget_old)
