"""The HTTP API: its rows are the report's, for whom the token opens them, and nothing else."""

import base64
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from bot.bootstrap import open_database, open_services
from bot.bundle import Services
from bot.config import Settings
from bot.learning.accesses import AccessKind
from bot.learning.people import Actor, ActorOrigin, Role
from bot.reports.completion import Criteria, View
from bot.reports.completion_files import write_json
from bot.reports.occurrences import stream_completion
from bot.reports.passing import Passing
from bot.reports.taught import TaughtCourses
from bot.web.api.gate import Gate
from tests.conftest import FakeClock
from tests.e2e.stage import TOKEN
from tests.reports.company import BERLIN, Company
from tests.services.builder import School
from tests.web.api import SERVER, URL, Client, asking, list_rows, opening


@pytest.fixture
def opened(settings: Settings, clock: FakeClock) -> Iterator[tuple[Services, Company]]:
    """A bot, and the company in its database."""
    with opening(settings, clock) as opened:
        yield opened


@pytest.fixture
def services(opened: tuple[Services, Company]) -> Services:
    """The use cases."""
    return opened[0]


@pytest.fixture
def company(opened: tuple[Services, Company]) -> Company:
    """The company."""
    return opened[1]


@pytest.fixture
async def client(services: Services, company: Company) -> AsyncIterator[Client]:
    """The HR system, with a token of Hana's."""
    async with asking(services, company.hana.id) as client:
        yield client


def forge(  # noqa: PLR0913 - what is in a cursor
    version: object = 1,
    as_of: object = "2026-11-27T06:00:00+00:00",
    since: object = None,
    mark: object = None,
    course: object = None,
    department: object = None,
    after: object = 0,
) -> str:
    """Return a cursor that somebody has made up."""
    body = json.dumps([version, as_of, since, mark, course, department, after])
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def write_report(company: Company, as_of: str) -> list[dict[str, Any]]:
    """Return the rows of the JSON file of a moment."""
    moment = company.clock.now.fromisoformat(as_of)
    taught = TaughtCourses(company.database).find(moment)
    criteria, out = Criteria(moment, BERLIN), StringIO()
    rows = stream_completion(company.database, taught, criteria)
    write_json(Passing(rows, View.COMPLETION, criteria), out)
    data: list[dict[str, Any]] = json.loads(out.getvalue())["data"]
    return data


@pytest.mark.parametrize("limit", [1, 3, 1000])
async def test_all_pages_are_the_json_report(client: Client, company: Company, limit: int) -> None:
    """Of the same moment, value by value, in the same order."""
    pages = await client.follow(limit=limit)

    assert list_rows(pages) == write_report(company, pages[0]["as_of"])
    assert len({page["as_of"] for page in pages}) == 1
    assert all(len(page["people"]) <= limit for page in pages)


async def test_next_run_has_what_changed_since(
    client: Client, company: Company, clock: FakeClock
) -> None:
    """The `as_of` of the last run is all that has to be kept."""
    first = await client.follow()
    clock.advance(minutes=5)
    nothing = await client.follow(changed_since=first[0]["as_of"])
    company.school.do_lesson(company.ben, "one")
    clock.advance(minutes=5)
    second = await client.follow(changed_since=nothing[0]["as_of"])

    assert (nothing[0]["people"], nothing[0]["rows"]) == ([], [])
    assert {row["name"] for row in list_rows(second)} == {"Ben Berg"}
    whole = {row["person_id"]: row for row in list_rows(first) + list_rows(second)}
    assert list(whole.values()) == write_report(company, second[0]["as_of"])


async def test_answers_that_arrive_do_not_disturb_a_run(client: Client, company: Company) -> None:
    """All pages are of the moment of the first one."""
    first = (await client.get(limit=3)).json()
    before = write_report(company, first["as_of"])
    company.clock.advance(minutes=1)
    company.school.do_lesson(company.kim, "one")
    company.duties.waive(6, Actor(ActorOrigin.COMMAND), "ill")
    rows, following = first["rows"], first["next"]
    while following:
        page = (await client.http.get(following)).json()
        rows, following = rows + page["rows"], page["next"]

    assert rows == before
    later = await client.follow(changed_since=first["as_of"])
    assert {row["person_id"] for row in list_rows(later)} == {6, company.kim.id}


async def test_each_look_is_written_down(
    client: Client, services: Services, company: Company
) -> None:
    """Who owns the token, which one it was, and how many people; where nobody is shown, nothing."""
    await client.follow(limit=4)
    await client.get("status")
    await client.get(department="Nowhere")
    looks = services.accesses.list_newest(9)

    assert [look.people for look in looks] == [3, 4]
    assert {(look.kind, look.origin, look.actor_id, look.login) for look in looks} == {
        (AccessKind.API, ActorOrigin.API, company.hana.id, "token 1")
    }


async def test_token_dies_with_the_role_of_its_owner(
    client: Client, services: Services, company: Company
) -> None:
    """It is looked up with each request; with the role it comes back, revoked it does not."""
    people = services.people
    boss = company.school.join(1009, Role.ADMIN, "Zoe")
    assert (await client.get("status")).status_code == 200
    people.give_role(boss, company.hana.id, Role.LEARNER, "another task")
    assert (await client.get()).status_code == 401
    people.give_role(boss, company.hana.id, Role.HR, "back again")
    assert (await client.get("status")).status_code == 200
    people.unbind(boss, company.hana.id, "a lost phone")
    assert (await client.get("status")).status_code == 401

    company.enrolment.join(1010, company.enrolment.invite(Role.HR))
    iva = company.enrolment.give_name(1010, "Iva")
    async with asking(services, iva.id) as other:
        assert (await other.get("status")).status_code == 200
        services.tokens.revoke(2, SERVER)
        answer = await other.get()
    assert answer.status_code == 401
    assert "Ana" not in answer.text
    assert answer.headers["www-authenticate"] == 'Bearer realm="HR API", error="invalid_token"'


async def test_token_expires(client: Client, company: Company) -> None:
    """After a year, where nobody said otherwise."""
    company.clock.advance(days=364)
    assert (await client.get("status")).status_code == 200
    company.clock.advance(days=1)
    assert (await client.get("status")).status_code == 401


async def test_departments_limit_a_token(services: Services, company: Company) -> None:
    """Nobody else is shown, by no parameter and by no cursor of another token."""
    async with (
        asking(services, company.hana.id) as whole,
        asking(services, company.hana.id, departments=frozenset({"Logistics"})) as client,
    ):
        wide = (await whole.get(limit=1)).json()["next"]
        other = (await whole.get(limit=1, department="Sales")).json()["next"]
        rows = list_rows(await client.follow(limit=1))
        rows += (await client.http.get(wide)).json()["rows"]
        refused = await client.get(department="Sales")
        stolen = await client.http.get(other)
        status = (await client.get("status")).json()

    assert {row["department"] for row in rows} == {"Logistics"}
    assert (refused.status_code, refused.json()["parameter"]) == (404, "department")
    assert (stolen.status_code, stolen.json()["parameter"]) == (422, "cursor")
    assert status["departments"] == ["Logistics"]


async def test_department_and_course_are_chosen(client: Client) -> None:
    """By their names; the courses are listed."""
    courses = (await client.get("courses")).json()["courses"]
    rows = list_rows(await client.follow(department="Sales", course=courses[0]["course_id"]))

    assert courses == [{"course_id": "basics", "title": "Basics", "is_taught": True}]
    assert {row["department"] for row in rows} == {"Sales"}
    assert (await client.get(course="magic")).status_code == 404


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("changed_sinse=2026-11-27T06:00:00Z", "changed_sinse"),
        ("changed_since=2026-11-27", "changed_since"),
        ("changed_since=2026-11-27T06:00:00", "changed_since"),
        ("changed_since=yesterday", "changed_since"),
        ("changed_since=0001-01-01T00:00:00Z", "changed_since"),
        ("changed_since=2026-13-27T06:00:00Z", "changed_since"),
        ("changed_since=2200-01-01T00:00:00Z", "changed_since"),
        ("changed_since=", "changed_since"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=٣", "limit"),
        ("limit=-1", "limit"),
        ("limit=5&limit=6", "limit"),
        ("department=", "department"),
        ("course=a%00b", "course"),
        ("cursor=", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=%FF%FE", "cursor"),
        ("cursor=W10", "cursor"),
        (f"cursor={forge(course='')}", "cursor"),
        (f"cursor={forge(department=chr(0xD800))}", "cursor"),
        (f"cursor={forge(after=-1)}", "cursor"),
        (f"cursor={forge(after=True)}", "cursor"),
        (f"cursor={forge(after=2**63)}", "cursor"),
        (f"cursor={forge(as_of='2026-11-27')}", "cursor"),
        (f"cursor={forge(as_of='9999-12-31T23:59:59-12:00')}", "cursor"),
        (f"cursor={forge(version=2)}", "cursor"),
        ("cursor=" + "W" * 3000, "cursor"),
        ("cursor=abc&course=basics", "course"),
    ],
)
async def test_bad_parameters_are_named(client: Client, query: str, parameter: str) -> None:
    """With words that say what to do."""
    answer = await client.http.get(f"{URL}/completions?{query}")

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["parameter"]) == (422, parameter)
    assert problem["detail"].endswith((".", "%2B."))


async def test_made_up_cursor_shows_no_more(client: Client, company: Company) -> None:
    """It is as good as a question: a report of another moment, of whom the token shows."""
    cursor = forge(as_of="2026-11-23T09:00:00+00:00", after=2)
    page = (await client.get(cursor=cursor)).json()

    whole = write_report(company, "2026-11-23T09:00:00+00:00")
    assert page["rows"] == [row for row in whole if row["person_id"] > 2]


async def test_made_up_cursor_leads_into_no_future(client: Client) -> None:
    """What is not due yet is late nowhere."""
    answer = await client.get(cursor=forge(as_of="2040-01-01T00:00:00+00:00"))

    assert (answer.status_code, answer.json()["parameter"]) == (422, "cursor")


async def test_moments_may_be_written_as_people_write_them(client: Client) -> None:
    """With Z or an offset, a plus sign that arrives as a space, and fractions."""
    for moment in (
        "2026-11-27T06:00:00Z",
        "2026-11-27t06:00:00.123456789z",
        "2026-11-27T07:00:00%2B01:00",
        "2026-11-27T07:00:00+01:00",
        "2026-11-27T01:00-05:00",
    ):
        answer = await client.http.get(f"{URL}/completions?changed_since={moment}")
        assert answer.status_code == 200, moment


async def test_paths_and_methods_are_refused_as_problems(client: Client) -> None:
    """What is not there, and what is only read; outside of the API all is as it was."""
    for name in ("", "/", "/nothing", "/completions/", "/completions/1"):
        answer = await client.http.get(f"{URL}{name}")
        assert (answer.status_code, answer.json()["status"]) == (404, 404)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = await client.http.request(method, f"{URL}/completions", content=b"{}")
        assert (answer.status_code, answer.json()["title"]) == (405, "Method Not Allowed")
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    options = await client.http.options(f"{URL}/completions")
    assert (options.status_code, options.content) == (204, b"")
    head = await client.http.head(f"{URL}/completions")
    assert head.status_code == 200
    assert (await client.http.get("https://bot.example.org/nothing")).json() == {
        "detail": "Not Found"
    }


async def test_answers_are_not_kept_by_anybody(client: Client) -> None:
    """Headers on good and on bad answers."""
    for name in ("completions", "status", "openapi.json", "nothing"):
        headers = (await client.get(name)).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]


async def test_without_a_token_nothing_is_shown(services: Services, company: Company) -> None:
    """Nor with one in the address, or of another kind; tries are limited, but not of others."""
    issued = services.tokens.create(company.hana.id, "payroll", SERVER)
    stranger = Client(services, None)
    async with stranger.http as http:
        for shown in (b"", b"Basic abc", b"Bearer", b"Bearer \xc3\xa9"):
            answer = await http.get(f"{URL}/completions", headers={b"authorization": shown})
            assert (answer.status_code, answer.headers["www-authenticate"]) == (
                401,
                'Bearer realm="HR API"',
            )
        in_address = await stranger.get("status", token=issued.secret)
        assert in_address.status_code == 401
        wrong = {"authorization": "Bearer tb_guess", "x-forwarded-for": "192.0.2.1"}
        codes = [(await http.get(f"{URL}/status", headers=wrong)) for _ in range(25)]
        assert [one.status_code for one in codes] == [401] * 20 + [429] * 5
        assert int(codes[-1].headers["retry-after"]) > 0
        good = {"authorization": f"bearer {issued.secret}"}
        limited = await http.get(f"{URL}/status", headers=good | {"x-forwarded-for": "192.0.2.1"})
        other = await http.get(f"{URL}/status", headers=good | {"x-forwarded-for": "192.0.2.2"})

    assert (limited.status_code, other.status_code) == (429, 200)


async def test_use_is_noted_once_an_hour(
    client: Client, services: Services, company: Company
) -> None:
    """So that HR sees which tokens nobody needs; each call would be a write."""
    used = []
    for minutes in (1, 30, 60):
        company.clock.advance(minutes=minutes)
        await client.get("status")
        used.append(services.tokens.list_all()[0].last_used_at)

    start = company.clock.now - timedelta(minutes=90)
    assert used == [start, start, company.clock.now]


async def test_record_that_cannot_be_read_is_a_problem(client: Client, company: Company) -> None:
    """That passes, and says nothing of what happened inside."""
    with company.database.recording() as plain:
        plain.run("DROP TABLE record_mark")
    answer = await client.get()

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "record_mark" not in answer.text


async def test_defect_is_a_problem_and_in_the_log(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever asks learns that it was noted, and nothing of it."""
    app = FastAPI()

    async def fail(_request: Request) -> Response:
        raise RuntimeError("a secret")

    app.add_api_route("/api/v1/fail", Gate(services).open(fail))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=URL) as http:
        answer = await http.get(f"{URL}/fail")

    assert (answer.status_code, answer.json()["title"]) == (500, "Internal Server Error")
    assert "secret" not in answer.text
    assert "the API failed" in caplog.text


async def test_erased_person_reads_erased(services: Services, company: Company) -> None:
    """And is told as changed; what they did stays."""
    async with asking(services, company.hana.id, life=timedelta(days=3000)) as client:
        pages = await client.follow()
        company.apply("2,terminated,Ben,Berg,Sales,3\n")
        company.clock.advance(days=1200)
        assert services.privacy.erase_old()
        rows = list_rows(await client.follow(changed_since=pages[0]["as_of"]))

    [ben] = [row for row in rows if row["person_id"] == company.ben.id]
    assert (ben["name"], ben["employee_id"]) == ("erased", "erased")
    assert ben["started_at"] is not None


async def test_nobody_is_one_page_without_rows(settings: Settings, clock: FakeClock) -> None:
    """Whoever asks learns nothing here, and is nobody's learner."""
    with open_database(settings.database) as database:
        hana = School(database, clock).join(1008, Role.HR, "Hana")
        with open_services(settings, database, TOKEN, clock=clock) as services:
            async with asking(services, hana.id) as client:
                [page] = await client.follow()
            looks = services.accesses.list_newest(9)

    assert (page["rows"], page["next"], looks) == ([], None, [])
