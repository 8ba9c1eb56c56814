"""Every route and who may ask it: the table fails when a new one is not in it."""

from enum import Enum

import httpx
import pytest
from fastapi.routing import APIRoute

from bot.bundle import Services
from bot.learning.accesses import Reader
from bot.learning.people import ActorOrigin, Role
from bot.storage.tables import Person
from bot.web.application import create_web
from tests.web.conftest import SECRET


class Guard(Enum):
    """Who may ask a route."""

    OPEN = "anybody; it shows nobody's name or number"
    TOKEN = "whoever shows a token of somebody who has the role now"
    SECRET = "whoever knows the webhook's secret"


LEADERS = frozenset({Role.MANAGER, Role.HR, Role.ADMIN})
DESK = frozenset({Role.HR, Role.ADMIN})  # who may change something, and see the forms for it
# Path -> who may. A route for people who have signed in names their roles, and is asked here with
# every role.
ROUTES: dict[str, Guard | frozenset[Role]] = {
    "/healthz": Guard.OPEN,
    "/verify": Guard.OPEN,
    "/telegram/webhook": Guard.SECRET,
    "/dashboard": LEADERS,
    "/dashboard/people/{person_id}": LEADERS,
    "/dashboard/questions": LEADERS,  # managers are answered that there is nothing
    "/dashboard/questions/{question_id}": LEADERS,
    "/dashboard/completion.csv": LEADERS,
    "/dashboard/completion.xlsx": LEADERS,
    "/dashboard/people/{person_id}/duty/{occurrence_id}/{act}": DESK,
    "/dashboard/people/{person_id}/invite": DESK,
    "/dashboard/people/{person_id}/unbind": DESK,
    "/dashboard/people/{person_id}/reissue": DESK,
    "/dashboard/people/{person_id}/certificates/{certificate_id}/revoke": DESK,
    "/dashboard/completion.json": LEADERS,
    "/dashboard/completion.txt": LEADERS,
    "/dashboard/invitations": DESK,
    "/dashboard/assign": DESK,
    "/dashboard/assign/confirm": DESK,
    "/dashboard/assignments": DESK,
    "/dashboard/assignments/{assignment_id}/end": DESK,
    "/dashboard/leave": LEADERS,
    "/dashboard/enter": Guard.OPEN,  # with a code that knows whom it is for
    "/dashboard/{rest:path}": Guard.OPEN,  # where there is no page
    "/dashboard/app": Guard.OPEN,  # with what Telegram has signed
    "/dashboard/style.css": Guard.OPEN,
    "/dashboard/app.js": Guard.OPEN,
    "/dashboard/forms.js": Guard.OPEN,
    "/api/v1/completions": Guard.TOKEN,
    "/api/v1/courses": Guard.TOKEN,
    "/api/v1/status": Guard.TOKEN,
    "/api/v1/openapi.json": Guard.OPEN,
}


def list_routes(services: Services) -> list[APIRoute]:
    """Return all routes of the bot; none is anything else, such as a mounted application."""
    plain = create_web(services, lambda _: None, SECRET).routes
    routes = [route for route in plain if isinstance(route, APIRoute)]
    assert len(routes) == len(plain)
    return routes


def test_table_names_every_route(services: Services) -> None:
    """A new route has to say here who may ask it."""
    assert {route.path for route in list_routes(services)} == set(ROUTES)


@pytest.mark.parametrize("role", list(Role))
async def test_open_routes_show_nobody(
    services: Services, client: httpx.AsyncClient, role: Role
) -> None:
    """Neither name nor account of whoever has joined, in which role ever."""
    services.enrolment.join(4711_0815, services.enrolment.invite(role))
    services.enrolment.give_name(4711_0815, "Ana Kovač")
    for route in list_routes(services):
        if ROUTES[route.path] is Guard.OPEN:
            answer = await client.get(route.path)
            is_lost = route.path.endswith(":path}")
            assert answer.status_code in ({404} if is_lost else {200, 401, 503})
            assert "Ana" not in answer.text
            assert "47110815" not in answer.text


async def test_secret_routes_refuse_who_does_not_know_it(
    services: Services, client: httpx.AsyncClient
) -> None:
    """Whatever method and header."""
    for route in list_routes(services):
        if ROUTES[route.path] is Guard.SECRET:
            for header in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
                answer = await client.post(route.path, content=b"{}", headers=header)
                assert answer.status_code in {401, 403, 404}


@pytest.mark.parametrize("role", [None, *Role])
async def test_guarded_routes_ask_for_the_role_of_this_moment(
    services: Services, client: httpx.AsyncClient, role: Role | None
) -> None:
    """Whoever has no session, or a role that is not theirs any more, sees nobody."""
    services.disk.start()
    services.enrolment.join(1, services.enrolment.invite(Role.LEARNER))
    services.enrolment.give_name(1, "Ana Kovač")
    services.enrolment.join(2, services.enrolment.invite(Role.ADMIN))
    viewer = services.enrolment.give_name(2, "Zoe Zander")
    if role is not None:
        token = services.signin.enter(services.signin.make_code(viewer))
        client.cookies.set("__Host-dashboard", token)
        with services.library._database.writing() as session:
            person = session.get_one(Person, viewer.id)
            person.role = role
            session.add(person)
    for route in list_routes(services):
        roles = ROUTES[route.path]
        if isinstance(roles, Guard):
            continue
        method = "POST" if "POST" in (route.methods or ()) else "GET"
        address = {"person_id": 1, "occurrence_id": 1, "act": "waive", "certificate_id": 1}
        address["assignment_id"] = 1
        address["question_id"] = "none"
        answer = await client.request(method, route.path.format(**address))
        if roles is DESK and role is Role.MANAGER:
            assert (answer.status_code, "This is for HR" in answer.text) == (403, True), route.path
            assert "Ana" not in answer.text
        elif role in roles:
            # Managers have nobody here, and what changes something needs the seal of a page.
            assert roles is not DESK or method == "GET" or answer.status_code == 403, route.path
            assert answer.status_code in {200, 403, 404, 409}, route.path
            assert role is not Role.MANAGER or "Ana" not in answer.text
        else:
            assert answer.status_code == 401
            assert "Ana" not in answer.text


@pytest.mark.parametrize("role", list(Role))
async def test_tokens_open_what_their_owner_may_see_now(
    services: Services, client: httpx.AsyncClient, role: Role
) -> None:
    """A token of somebody with another role by now, or none at all, opens nothing."""
    services.disk.start()
    services.enrolment.join(1, services.enrolment.invite(Role.LEARNER))
    services.enrolment.give_name(1, "Ana Kovač")
    services.enrolment.join(2, services.enrolment.invite(Role.ADMIN))
    owner = services.enrolment.give_name(2, "Zoe Zander")
    secret = services.tokens.create(owner.id, "payroll", Reader(ActorOrigin.COMMAND)).secret
    with services.library._database.writing() as session:
        person = session.get_one(Person, owner.id)
        person.role = role
        session.add(person)
    for route in list_routes(services):
        if ROUTES[route.path] is Guard.TOKEN:
            answer = await client.get(route.path, headers={"authorization": f"Bearer {secret}"})
            assert answer.status_code == (200 if role in {Role.HR, Role.ADMIN} else 401)
            assert ("Ana" in answer.text) == (
                answer.status_code == 200 and "completions" in route.path
            )
            assert (await client.get(route.path)).status_code == 401
