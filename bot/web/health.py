"""Says whether updates flow, for monitoring: figures only, nobody's data."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.bundle import Services

LONGEST_WAIT = timedelta(seconds=60)  # of an update that is not handled yet
LONGEST_SILENCE = timedelta(minutes=2)  # a long poll without news takes half a minute


class Health:
    """Answers 200 while updates come and are handled, and 503 with the reason when not."""

    def __init__(self, services: Services, *, is_webhook: bool) -> None:
        self._services = services
        self._mode = "webhook" if is_webhook else "polling"

    async def show(self) -> JSONResponse:
        """Show how many updates wait and how long; it reads beside whatever is being written."""
        inbox = self._services.inbox
        silence = inbox.find_silence()
        figures = {"mode": self._mode, "last_contact_seconds": _count_seconds(silence)}
        try:
            backlog = await self._services.compute(inbox.find_backlog)
        except SQLAlchemyError:
            return _answer("database", figures)
        is_stuck = _is_longer(backlog.oldest_age, LONGEST_WAIT) or _is_longer(
            silence, LONGEST_SILENCE
        )
        return _answer(
            "stuck" if is_stuck else "ok",
            figures
            | {
                "unfinished": backlog.unfinished,
                "oldest_unfinished_seconds": _count_seconds(backlog.oldest_age),
                "set_aside": backlog.set_aside,
            },
        )


def _answer(status: str, figures: Mapping[str, object]) -> JSONResponse:
    code = HTTPStatus.OK if status == "ok" else HTTPStatus.SERVICE_UNAVAILABLE
    return JSONResponse({"status": status, **figures}, code)


def _count_seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else round(duration.total_seconds(), 3)


def _is_longer(duration: timedelta | None, limit: timedelta) -> bool:
    return duration is not None and duration > limit
