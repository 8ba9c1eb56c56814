"""Which questions deserve work: what the answers of all learners together say, and no names."""

import asyncio
from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from bot.bundle import Services
from bot.learning.items import FACILITY_FROM
from bot.learning.people import PERSONNEL
from bot.learning.signin import Viewer
from bot.reports.advice import label_options
from bot.reports.items import Item, ItemReport
from bot.web.dashboard.desk import Desk

SHOWN: Final = 50  # of those that deserve work most
PATIENCE: Final = 5.0  # seconds for counting all answers
LOOK_AGAIN: Final = "5"


class Questions:
    """For HR and administrators; trainers have it in the chat, where they change the questions."""

    def __init__(self, services: Services, desk: Desk) -> None:
        self._services = services
        self._desk = desk
        self._counting: asyncio.Task[ItemReport] | None = None

    async def show(self, request: Request, viewer: Viewer) -> Response:
        """List the questions with answers enough to say something, the worst first."""
        if viewer.member.role not in PERSONNEL:
            return self._desk.show_lost(request, viewer)
        report = await self._count()
        if report is None:
            return self._say_counting(request, viewer)
        return self._desk.show(
            request,
            viewer,
            "questions.html",
            report=report,
            items=report.telling[:SHOWN],
            least=FACILITY_FROM,
        )

    async def show_one(self, request: Request, viewer: Viewer) -> Response:
        """Show a question with the share of each option."""
        if viewer.member.role not in PERSONNEL:
            return self._desk.show_lost(request, viewer)
        report = await self._count()
        if report is None:
            return self._say_counting(request, viewer)
        item = _find(report, request.path_params["question_id"])
        if item is None:
            return self._desk.show(request, viewer, "no_question.html", HTTPStatus.NOT_FOUND)
        return self._desk.show(
            request,
            viewer,
            "question.html",
            report=report,
            item=item,
            labels=label_options(item.question),
            shares={one.option_id: one.share_pct for one in item.figures.options},
        )

    async def _count(self) -> ItemReport | None:
        """Return what is known; None while it is still being counted."""
        if self._counting is None:
            counting = self._services.count(self._services.items.report)
            self._counting = asyncio.create_task(counting)
        counted = self._counting
        done, _ = await asyncio.wait({counted}, timeout=PATIENCE)
        if not done:
            return None
        if self._counting is counted:
            self._counting = None
        return counted.result()

    def _say_counting(self, request: Request, viewer: Viewer) -> Response:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        answer = self._desk.show(request, viewer, "counting.html", status)
        answer.headers["refresh"] = LOOK_AGAIN
        return answer


def _find(report: ItemReport, question_id: str) -> Item | None:
    return next((one for one in report.telling if one.question.id == question_id), None)
