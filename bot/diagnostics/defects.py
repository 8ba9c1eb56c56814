"""A defect as the log may have it: of which kind, and where, but not what people wrote."""

import traceback
from typing import Final

# These tell of the program, the database or the network, and never quote what somebody wrote.
TELLING: Final = ("sqlite3", "telegram.error", "httpx", "httpcore")
PLAIN: Final = (AttributeError, NameError, OSError)


def describe_defect(error: BaseException) -> str:
    """Return the frames of an exception, and of what caused it; a message only where it is ours.

    A message may quote anything: a text that could not be read, a name that is no key. The lines of
    the program are there, and mostly say as much.
    """
    chain = [error]
    while (before := _find_cause(chain[-1])) is not None and before not in chain:
        chain.append(before)
    return "\n".join(map(_describe, reversed(chain)))


def _find_cause(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _describe(error: BaseException) -> str:
    kind = type(error)
    is_telling = kind.__module__ in TELLING or isinstance(error, PLAIN)
    frames = "".join(traceback.format_tb(error.__traceback__))
    said = f": {error}" if is_telling else " (its message is left out: it may quote somebody)"
    return f"{frames}{kind.__module__}.{kind.__qualname__}{said}"
