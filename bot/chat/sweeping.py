"""What is due from time to time, whichever way updates come in."""

from bot.bundle import Services
from bot.chat.worker import Worker

LOOK_SECONDS = 1.0
STEPS = 50  # of erasing in one hour: each is a small transaction, and taps come in between


async def sweep(services: Services, worker: Worker, *, is_quiet: bool = True) -> None:
    """Take up what waits in the inbox; once an hour forget what is old.

    Waiting is what `run_bot.py inbox` has put back, or a chat whose task failed. While updates come
    in, once a second is enough.
    """
    await worker.catch_up(0.0 if is_quiet else LOOK_SECONDS)
    if services.inbox.is_forgetting_due():
        await services.ask(services.inbox.forget_old)
        await services.ask(services.uploads.forget_old)
        await services.ask(services.roster_files.forget_old)
        for _ in range(STEPS):
            if await services.ask(services.privacy.erase_old):
                break
