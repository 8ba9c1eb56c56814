"""What runs in the process that counts: it does as it is told, and ends with the bot."""

import os
import pickle
import resource
import sys
import traceback
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, BinaryIO, Final

from bot.storage.engine import Database

NICENESS: Final = 5  # taps come first
MEMORY: Final = 2 << 30  # bytes of addresses, of which a count needs a tenth


class Said(Enum):
    """What the process says."""

    ITEM = "item"
    DONE = "done"
    FAILED = "failed"  # with the traceback


@dataclass(frozen=True)
class Order:
    """What is to be done on which database; of a stream, each piece is sent by itself."""

    path: Path
    work: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    is_stream: bool


def give_way() -> None:
    """Let the bot go first; once is enough."""
    now = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(now, NICENESS))


def main() -> None:
    """Work off orders until the bot is gone."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not come between
    give_way()
    with suppress(ValueError, OSError):  # not every system has this bound
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    orders: SimpleQueue[Order] = SimpleQueue()
    Thread(target=_listen, args=(orders,), daemon=True).start()
    while True:
        _work(orders.get(), out)


def _listen(orders: SimpleQueue[Order]) -> None:
    """Read orders; where there can be no more of them the bot is gone, and nobody waits."""
    while True:
        try:
            order = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the bot itself
        except EOFError:
            os._exit(0)
        except Exception:  # noqa: BLE001 - whatever it is, nobody would be answered
            traceback.print_exc()
            os._exit(1)
        orders.put(order)


def _work(order: Order, out: BinaryIO) -> None:
    try:
        with closing(Database(order.path)) as database:
            found = order.work(database, *order.args, **order.kwargs)
            for item in found if order.is_stream else [found]:
                _say(out, Said.ITEM, item)
    except Exception:  # noqa: BLE001 - the bot logs it
        _say(out, Said.FAILED, traceback.format_exc())
    else:
        _say(out, Said.DONE, None)


def _say(out: BinaryIO, said: Said, value: object) -> None:
    out.write(pickle.dumps((said, value)))
    out.flush()
