"""Which page answers where, for whom."""

from fastapi import FastAPI

from bot.bundle import Services
from bot.reports.board_files import Form
from bot.web.dashboard.changes import add_changes
from bot.web.dashboard.desk import Desk
from bot.web.dashboard.files import Files
from bot.web.dashboard.gate import Gate, Page
from bot.web.dashboard.overview import Overview
from bot.web.dashboard.pages import STATIC, Pages, serve_static
from bot.web.dashboard.questions import Questions

DASHBOARD_PATH = "/dashboard"


def add_dashboard(app: FastAPI, services: Services) -> None:
    """Add the dashboard's routes. What shows people stands behind the guard."""
    is_public = services.signin.address is not None
    is_demo = services.signin.demo_address is not None
    pages = Pages(services.organisation, services.boards.zone, is_public=is_public, is_demo=is_demo)
    desk = Desk(services, pages)
    gate, overview, files = (
        Gate(services, pages),
        Overview(services, pages, desk),
        Files(services, desk),
    )
    questions = Questions(services, desk)
    guarded: dict[str, Page] = {
        "": overview.show,
        "/questions": questions.show,
        "/questions/{question_id}": questions.show_one,
        "/people/{person_id}": overview.show_person,
    }
    guarded |= {f"/completion.{form}": files.send(form) for form in Form}
    for path, page in guarded.items():
        app.add_api_route(f"{DASHBOARD_PATH}{path}", gate.guard(page), methods=["GET"])
    add_changes(app, DASHBOARD_PATH, gate, desk)
    app.add_api_route(f"{DASHBOARD_PATH}/leave", gate.guard(gate.leave), methods=["POST"])
    app.add_api_route(f"{DASHBOARD_PATH}/enter", gate.offer_link, methods=["GET"])
    app.add_api_route(f"{DASHBOARD_PATH}/enter", gate.spend_link, methods=["POST"])
    if is_public:
        app.add_api_route(f"{DASHBOARD_PATH}/app", gate.offer_app, methods=["GET"])
        app.add_api_route(f"{DASHBOARD_PATH}/app", gate.enter_by_app, methods=["POST"])
    for name in STATIC:
        app.add_api_route(f"{DASHBOARD_PATH}/{name}", serve_static(name), methods=["GET"])
    app.add_api_route(f"{DASHBOARD_PATH}/{{rest:path}}", gate.show_lost, methods=["GET", "POST"])
