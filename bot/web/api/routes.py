"""Which address of the API answers what, and to whom."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from bot.bundle import Services
from bot.web.api.answers import COMPLETIONS, Answers
from bot.web.api.gate import Gate
from bot.web.api.openapi import describe
from bot.web.api.problems import API_PATH, METHODS, refuse_path, write


def add_api(app: FastAPI, services: Services, gate: Gate | None = None) -> None:
    """Add the API's routes. What shows people, or the token, stands behind the guard."""
    gate, answers = gate or Gate(services), Answers(services)
    description = describe()

    async def show_description(request: Request) -> Response:
        del request
        return write(description)

    routes: dict[str, Any] = {
        COMPLETIONS: gate.guard(answers.show_completions),
        "courses": gate.guard(answers.show_courses),
        "status": gate.guard(answers.show_status),
        "openapi.json": gate.open(show_description),
    }
    for name, answer in routes.items():
        app.add_api_route(f"{API_PATH}/{name}", answer, methods=list(METHODS))
    app.add_exception_handler(HTTPException, refuse_path)
