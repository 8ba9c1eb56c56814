"""The dashboard over HTTP: signing in, what each role sees, filters, files and headers."""

import csv
import re
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO

import httpx
import openpyxl
import pytest

from bot.bundle import Services
from bot.learning.accesses import AccessKind
from bot.learning.assignments import Due, Target, Terms, Whom, close_day
from bot.learning.people import ActorOrigin, Member, Role
from bot.reports.board_files import Form
from bot.reports.completion import View
from bot.web.application import create_web
from tests.conftest import FakeClock
from tests.reports.attempts import Mark, add_attempts, add_people
from tests.services.builder import School
from tests.services.test_rosters import HR, Office
from tests.services.test_signin import sign, vouch

COOKIE = "__Host-dashboard"
STAFF = """\
1,active,Ana,Kovač,Logistics,3
2,active,Ben,<b>Berg</b>,=Sales & Co,4
3,active,Cleo,Ash,Board,
4,active,Åsa,Öberg,Board,
5,active,Dan,Dale,Logistics,3
6,terminated,Old,Hand,Logistics,3
"""


class House(Office):
    """A firm with a course: Ana has passed, Dan is overdue, Ben has joined, Hana is in HR."""

    def __init__(self, services: Services, clock: FakeClock) -> None:
        super().__init__(services.library._database, clock)
        self.services = services
        self.school = School(self.database, clock)
        self.apply(STAFF.replace("terminated", "active"))
        self.join("1", 1001)
        self.join("2", 1002)
        self.join("3", 1003)
        self.school.complete(self.get(1001))
        self.hana = self.school.join(77, Role.HR, "Hana Hart")
        assignments = services.assignments
        assignments.assign(Whom(Target.DEPARTMENT, "Logistics"), Terms(Due(days=3)), HR)
        assignments.assign(Whom(Target.DEPARTMENT, "=Sales & Co"), Terms(Due(days=30)), HR)
        assignments.open_some()
        self.apply("6,terminated,Old,Hand,Logistics,3\n")
        clock.advance(days=5)

    def get(self, telegram_id: int) -> Member:
        """Return who has that account."""
        member = self.enrolment.find_member(telegram_id)
        assert member is not None
        return member

    def sign_in(self, client: httpx.AsyncClient, member: Member) -> None:
        """Let a client be somebody's."""
        signin = self.services.signin
        client.cookies.set(COOKIE, signin.enter(signin.make_code(member)))


@pytest.fixture
def house(services: Services, clock: FakeClock) -> House:
    """The firm behind the dashboard."""
    return House(services, clock)


def list_names(page: str) -> list[str]:
    """Return who is in the table of people."""
    return re.findall(r'people/\d+(?:\?[^"]*)?">([^<]+)</a>', page)


async def test_link_is_spent_by_the_button_only(house: House, client: httpx.AsyncClient) -> None:
    """Looking twice, as for a preview, spends nothing; the button does, and twice is no harm."""
    code = house.services.signin.make_code(house.hana)
    for _ in range(2):
        page = await client.get("/dashboard/enter", params={"code": code})
        assert page.status_code == 200
        assert "Welcome, Hana" in page.text
        assert "set-cookie" not in page.headers
    foreign = {"sec-fetch-site": "cross-site"}
    refused = await client.post("/dashboard/enter", data={"code": code}, headers=foreign)
    assert refused.status_code == 403

    entered = await client.post("/dashboard/enter", data={"code": code})

    assert (entered.status_code, entered.headers["location"]) == (303, "../dashboard")
    cookie = entered.headers["set-cookie"]
    for words in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=43200"):
        assert words in cookie
    assert (await client.post("/dashboard/enter", data={"code": code})).status_code == 303
    assert (await client.get("/dashboard")).status_code == 200
    client.cookies.clear()
    for way in ("GET", "POST"):
        again = await client.request(way, "/dashboard/enter", params={"code": code})
        assert (again.status_code, "Please sign in anew" in again.text) == (401, True)


@pytest.mark.usefixtures("house")
async def test_mini_app_signs_in(client: httpx.AsyncClient, clock: FakeClock) -> None:
    """What Telegram signed lets in, in Telegram's frame; nothing else does."""
    page = await client.get("/dashboard/app")
    framed = "frame-ancestors https://web.telegram.org"
    assert framed in page.headers["content-security-policy"]
    forged = await client.post("/dashboard/app", data={"init_data": "user=1&hash=0"})
    assert forged.status_code == 401

    entered = await client.post("/dashboard/app", data={"init_data": sign(vouch(clock))})

    assert entered.status_code == 303
    assert "SameSite=None; Partitioned; Secure" in entered.headers["set-cookie"]
    overview = await client.get("/dashboard")
    assert framed in overview.headers["content-security-policy"]
    assert "Hana Hart" in overview.text
    too_much = await client.post("/dashboard/app", data={"init_data": "x" * 9000})
    assert too_much.status_code == 303  # who is signed in goes on


async def test_signing_out_needs_the_page(house: House, client: httpx.AsyncClient) -> None:
    """Another site's form ends no session; the page's own does, for good."""
    house.sign_in(client, house.hana)
    token = client.cookies[COOKIE]
    seal = re.search('name="seal" value="([^"]+)"', (await client.get("/dashboard")).text)
    assert seal is not None
    for form, site in (({}, "same-origin"), ({"seal": seal[1]}, "cross-site")):
        headers = {"sec-fetch-site": site}
        refused = await client.post("/dashboard/leave", data=form, headers=headers)
        assert refused.status_code == 403
    assert (await client.get("/dashboard")).status_code == 200

    left = await client.post("/dashboard/leave", data={"seal": seal[1]})

    assert "You are signed out" in left.text
    assert "Max-Age=0" in left.headers["set-cookie"]
    client.cookies.set(COOKIE, token)
    assert (await client.get("/dashboard")).status_code == 401


async def test_headers_of_every_page(house: House, client: httpx.AsyncClient) -> None:
    """No inline code, no frame, no cache, and nothing told to other sites."""
    house.sign_in(client, house.hana)
    for path in ("", "/people/1", "/completion.csv", "/completion.xlsx", "/people/999"):
        answer = await client.get(f"/dashboard{path}")
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert " style=" not in answer.text
        assert "<script" not in answer.text


async def test_overview_counts_and_filters(house: House, client: httpx.AsyncClient) -> None:
    """The overdue first, those who left last; odd addresses choose all."""
    house.sign_in(client, house.hana)
    page = (await client.get("/dashboard")).text
    ben = "Ben &lt;b&gt;Berg&lt;/b&gt;"
    assert list_names(page) == ["Dan Dale", ben, "Ana Kovač", "Cleo Ash", "Åsa Öberg", "Old Hand"]
    assert "33%</b> completed: 1 of 3" in page
    assert "=Sales &amp; Co" in page
    counted = house.services.counts.count(house.hana).summary
    assert house.services.boards.read(house.hana).total == counted

    everybody = ["Dan Dale", "Ben", "Ana Kovač", "Cleo Ash", "Åsa Öberg", "Old Hand"]
    for query, names in {
        "state=overdue": ["Dan Dale"],
        "state=completed&department=Logistics": ["Ana Kovač"],
        "q=kova": ["Ana Kovač"],
        "q=5": ["Dan Dale"],
        "q=zzz": [],
        "department=Logistics": ["Dan Dale", "Ana Kovač", "Old Hand"],
        "state=not_started": ["Dan Dale", "Ben"],  # the overdue are among these
        "state=unassigned": ["Cleo Ash", "Åsa Öberg"],
        "state=left": ["Old Hand"],
        "state=nonsense&page=-3&department=": everybody,
        "page=99999999999999999999999": everybody,
    }.items():
        answer = await client.get(f"/dashboard?{query}")
        assert answer.status_code == 200
        found = [name.removesuffix(" &lt;b&gt;Berg&lt;/b&gt;") for name in list_names(answer.text)]
        assert found == names, query


async def test_each_department_of_the_list_is_found(
    house: House, client: httpx.AsyncClient
) -> None:
    """Also those without one, who are not in one that is called so."""
    house.school.join(78, Role.LEARNER, "Nora Nix")
    house.apply("7,active,Mo,Dash,-,3\n8,active,Flo,Two,--,3\n")
    house.sign_in(client, house.hana)
    page = (await client.get("/dashboard")).text
    offered = page.partition('<select name="department">')[2].partition("</select>")[0]
    found = {}
    for value, label in re.findall(r'<option value="([^"]+)">([^<]+)<', offered):
        query = {"department": unescape(value)}
        chosen = (await client.get("/dashboard", params=query)).text
        found[label] = list_names(chosen)
        assert f'<option value="{value}" selected>{label}<' in chosen
        linked = re.search(rf'href="\?(department=[^"]+)#people"[^>]*>{re.escape(label)}</a>', page)
        assert linked
        assert dict(httpx.QueryParams(linked[1])) == query
    assert found.pop("Logistics") == ["Dan Dale", "Ana Kovač", "Old Hand"]
    assert (found["No department"], found["-"], found["--"]) == (
        ["Nora Nix"],
        ["Mo Dash"],
        ["Flo Two"],
    )


async def test_what_is_erased_is_counted(
    house: House, client: httpx.AsyncClient, clock: FakeClock
) -> None:
    """As in the report and its files."""
    clock.advance(days=1200)
    assert house.services.privacy.erase_old()
    house.sign_in(client, house.hana)

    page = (await client.get("/dashboard")).text

    rows = csv.DictReader(StringIO((await client.get("/dashboard/completion.csv")).text))
    cells = [cell for row in rows for cell in row.values() if cell == "erased"]
    assert len(cells) == house.services.counts.count(house.hana).summary.erased == 4
    assert "4 personal fields are erased, as their time was over." in page


async def test_page_of_who_is_erased(
    house: House, client: httpx.AsyncClient, clock: FakeClock
) -> None:
    """It can be looked at as anybody's, and says what happened in the report's word."""
    house.sign_in(client, house.hana)
    [old] = re.findall(r'people/(\d+)">Old Hand<', (await client.get("/dashboard")).text)
    clock.advance(days=1200)
    assert house.services.privacy.erase_old()
    house.sign_in(client, house.hana)

    page = await client.get(f"/dashboard/people/{old}")

    assert page.status_code == 200
    assert "<h1>erased</h1>" in page.text
    assert "<bdi>Logistics</bdi> · <bdi>erased</bdi> · learner" in page.text
    assert "erased, as their time was over" in page.text
    assert "erased-" not in page.text


async def test_roles_are_called_as_in_the_chat(house: House, client: httpx.AsyncClient) -> None:
    """The one somebody has, and those they had."""
    ada, ben = house.school.join(79, Role.ADMIN, "Ada Ash"), house.get(1002)
    assert house.services.people.give_role(ada, ben.id, Role.HR, "New duty")
    house.sign_in(client, ada)

    page = (await client.get(f"/dashboard/people/{ben.id}")).text

    assert "</bdi> · HR</p>" in page
    assert "another role: learner → HR, “<bdi>New duty</bdi>”" in page


async def test_managers_see_their_people_and_no_results(
    house: House, client: httpx.AsyncClient
) -> None:
    """On pages and in files."""
    cleo = house.get(1003)
    house.sign_in(client, cleo)
    page = (await client.get("/dashboard")).text
    assert list_names(page) == ["Dan Dale", "Ana Kovač", "Old Hand"]
    assert "score" not in page
    assert "100%" not in page
    person = (await client.get("/dashboard/people/1")).text
    assert "Ana Kovač" in person
    assert "score" not in person
    for stranger in (2, 3, 999, "x", "9" * 40):
        assert (await client.get(f"/dashboard/people/{stranger}")).status_code == 404
    body = (await client.get("/dashboard/completion.csv")).content.decode("utf-8-sig")
    assert "score" not in body
    assert "Ben" not in body

    house.sign_in(client, house.hana)
    person = (await client.get("/dashboard/people/1")).text
    for words in (
        "100%",
        "on the roster",
        "write <code>/people Ana Kovač</code>",
        "What you can do",
    ):
        assert words in person


async def test_files_hold_what_is_chosen(house: House, client: httpx.AsyncClient) -> None:
    """The same rows as the page, with all columns of the report; no text becomes a formula."""
    house.sign_in(client, house.hana)
    answer = await client.get("/dashboard/completion.csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == View.COMPLETION.columns
    assert [(row["employee_id"], row["completion"], row["overdue"]) for row in rows] == [
        ("1", "completed", "false"),
        ("2", "not_started", "false"),
        ("3", "not_started", "false"),
        ("4", "not_started", "false"),
        ("5", "not_started", "true"),
        ("6", "not_started", "false"),
    ]
    assert rows[1]["department"] == "'=Sales & Co"
    assert (rows[4]["days_overdue"], rows[0]["best_score_pct"]) == ("2", "100")

    body = (await client.get("/dashboard/completion.xlsx?state=overdue&q=da")).content
    summary, data, about = openpyxl.load_workbook(BytesIO(body)).worksheets
    assert [cell.value for cell in data[2]][:4] == [5, "5", "Dan Dale", "Logistics"]
    assert (data.max_row, summary.title) == (2, "Summary")
    said = {str(name): word for name, word, *_ in about.values}
    assert (said["state"], said["search"], said["people"]) == ("Overdue", "da", "1 chosen")
    only = (await client.get("/dashboard/completion.csv?department=Logistics&state=left")).text
    assert [row["name"] for row in csv.DictReader(StringIO(only))] == ["Old Hand"]
    untaught = (await client.get("/dashboard/completion.csv?course=nope")).content
    assert untaught == answer.content  # the page shows everybody, too


async def test_files_of_a_moment_stay_the_same(
    house: House, client: httpx.AsyncClient, clock: FakeClock
) -> None:
    """The page's files are of the moment that it shows, and their checksum can be compared."""
    house.sign_in(client, house.hana)
    page = (await client.get("/dashboard")).text
    links = re.findall(r'href="(dashboard/completion[^"]+)"', page)
    assert len(links) == len(Form)
    paths = {one.partition("?")[0].rpartition(".")[2]: f"/{unescape(one)}" for one in links}
    clock.advance(days=3)
    house.services.assignments.assign(Whom(Target.EVERYONE), Terms(Due(days=3)), HR)
    house.services.assignments.open_some()
    house.sign_in(client, house.hana)

    told = dict(line.split(": ", 1) for line in (await client.get(paths["txt"])).text.splitlines())
    data = (await client.get(paths["json"])).json()

    assert told["sha256"] == data["sha256"]
    assert (told["rows"], data["rows"]) == ("6", 6)
    now = (await client.get(paths["txt"].partition("?")[0])).text
    assert told["sha256"] not in now
    assert (await client.get("/dashboard/completion.txt?as_of=")).text == now
    copied = (await client.get(f"/dashboard/completion.txt?as_of={data['as_of']}")).text
    assert told["sha256"] in copied  # its + comes as a space
    for refused in ("x", "2026-13-01", "0001-01-01", "9999-12-31T00:00:00Z", "2027-01-01", "12"):
        answer = await client.get(f"/dashboard/completion.txt?as_of={refused}")
        assert answer.status_code == 422, refused
        assert f"“<bdi>{refused}</bdi>” in the address" in answer.text


async def test_a_day_in_the_address_of_a_file_means_its_end(
    house: House, client: httpx.AsyncClient, clock: FakeClock
) -> None:
    """As it does for the command; of today it is what was recorded until now."""
    house.sign_in(client, house.hana)
    address = "/dashboard/completion.json?as_of="
    today, before = clock.now.date(), clock.now.date() - timedelta(days=2)
    body = (await client.get(f"{address}{today}")).json()
    assert body["as_of"] == clock.now.isoformat()
    body = (await client.get(f"{address}{before}")).json()
    zone = house.services.boards.zone
    assert body["as_of"] == close_day(before, zone).isoformat()
    assert len(body["data"]) == 6


async def test_signing_in_anew_leads_back_to_the_page(
    house: House, client: httpx.AsyncClient
) -> None:
    """Also where a form was sent; once, and never elsewhere."""
    path = "/dashboard/people/5/invite"
    for ask in (client.get, client.post):
        refused = await ask(path)
        assert refused.status_code == 401
        assert "HttpOnly" in refused.headers["set-cookie"]
        code = house.services.signin.make_code(house.hana)
        entered = await client.post("/dashboard/enter", data={"code": code})
        assert entered.url.join(entered.headers["location"]).path == path
        assert not client.cookies.get(f"{COOKIE}-wish")
        client.cookies.clear()
    for odd in ("//evil.example", "/../verify", "/people/5?x=1", "https://evil.example", "/a\\b"):
        client.cookies.set(f"{COOKIE}-wish", odd)
        code = house.services.signin.make_code(house.hana)
        entered = await client.post("/dashboard/enter", data={"code": code})
        assert entered.headers["location"] == "../dashboard"
        client.cookies.clear()


async def test_back_from_a_person_leads_to_what_was_chosen(
    house: House, client: httpx.AsyncClient
) -> None:
    """The same filters, and the same page."""
    house.sign_in(client, house.hana)
    for query in ("department=Logistics&state=overdue&q=da", ""):
        page = await client.get(f"/dashboard?{query}")
        href = re.search(r'href="([^"]+)">Dan Dale</a>', page.text)
        assert href is not None
        person = await client.get(str(page.url.join(unescape(href[1]))))
        back = re.search('<p><a href="([^"]+)">← Overview</a>', person.text)
        assert back is not None
        assert dict(person.url.join(unescape(back[1])).params) == dict(httpx.QueryParams(query))


async def test_late_completion_is_called_late(
    house: House, client: httpx.AsyncClient, clock: FakeClock
) -> None:
    """In the list as in the files."""
    house.sign_in(client, house.hana)
    assert "<small>late</small>" not in (await client.get("/dashboard")).text
    house.join("5", 1005)
    house.school.complete(house.get(1005))
    house.services.boards.outdate()
    clock.advance(minutes=1)
    assert "<small>late</small>" in (await client.get("/dashboard?q=dan")).text


async def test_addresses_without_a_page_have_one(house: House, client: httpx.AsyncClient) -> None:
    """Which leads back; a stroke at the end, or going back to a step between, finds the page."""
    for _ in range(2):
        for path in ("nope", "people", "people/5/nope", "assign/nope"):
            answer = await client.get(f"/dashboard/{path}")
            assert answer.status_code == 404
            assert "There is nothing here" in answer.text
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert ("Back to the overview" in answer.text) == bool(client.cookies)
        for path, meant in (
            ("/", "/dashboard"),
            ("/people/5/", "/dashboard/people/5"),
            ("/assign/confirm", "/dashboard/assign"),
            ("/leave", "/dashboard"),
            ("/?state=overdue", "/dashboard?state=overdue"),
            ("//evil.example/", "/dashboard/evil.example"),
        ):
            answer = await client.get(f"/dashboard{path}")
            assert answer.status_code == 303
            assert answer.url.join(answer.headers["location"]).raw_path.decode() == meant
            assert answer.url.join(answer.headers["location"]).host == answer.url.host
        assert (await client.post("/dashboard/people/5")).status_code == 404
        house.sign_in(client, house.hana)
    ended = await client.get("/dashboard/assignments/999/end")
    assert (ended.status_code, "There is nothing here" in ended.text) == (404, True)


async def test_each_look_is_written_down(house: House, client: httpx.AsyncClient) -> None:
    """At a list, a person and a file, by whom; a list without anybody is no look."""
    house.sign_in(client, house.hana)
    for path in ("", "?q=zzz", "/people/5", "/people/999", "/completion.csv?state=left"):
        await client.get(f"/dashboard{path}")

    looks = house.services.accesses.list_newest(9)
    assert [
        (one.kind, one.origin, one.actor_name, one.subject_id, one.people) for one in looks
    ] == [
        (AccessKind.REPORT, ActorOrigin.WEB, "Hana Hart", None, 1),
        (AccessKind.PERSON, ActorOrigin.WEB, "Hana Hart", 5, 1),
        (AccessKind.SEARCH, ActorOrigin.WEB, "Hana Hart", None, 6),
    ]


async def test_without_a_public_address(services: Services, clock: FakeClock) -> None:
    """No Mini App; the cookie does without HTTPS, which this network may not have."""
    house = House(services, clock)
    services.signin.address = None
    app = create_web(services, lambda _: None)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://testserver"
    ) as client:
        assert (await client.get("/dashboard/app")).status_code == 404
        code = services.signin.make_code(house.hana)
        entered = await client.post("/dashboard/enter", data={"code": code})
        assert "Secure" not in entered.headers["set-cookie"]
        assert "Dan Dale" in (await client.get("/dashboard")).text


async def test_guessing_is_slowed_down(client: httpx.AsyncClient) -> None:
    """After so many tries in a minute one has to wait."""
    for _ in range(30):
        assert (await client.post("/dashboard/enter", data={"code": "x"})).status_code == 401

    answer = await client.post("/dashboard/enter", data={"code": "x"})

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1


def answer_alike(house: House, how_many: int, chosen: str) -> str:
    """Let learners answer a question of the first check alike; return its id."""
    edition = house.services.library.get_current()
    question = next(one for one in edition.catalog.questions if one.lesson_id == "one")
    is_right = next(one.is_correct for one in question.options if one.id == chosen)
    marks = [Mark(question.id, chosen, is_right)]
    people = add_people(house.database, house.clock.now, how_many)
    attempts = dict.fromkeys(people, marks)
    add_attempts(house.database, edition.version_id, house.clock.now, attempts)
    return question.id


async def test_person_shows_the_last_reminder(house: House, client: httpx.AsyncClient) -> None:
    """The day on which the bot last reminded of what is due; a dash where it has not yet."""
    ben, services = house.get(1002), house.services
    house.clock.advance(days=2)  # to a Monday morning
    house.sign_in(client, house.hana)
    before = (await client.get(f"/dashboard/people/{ben.id}")).text
    services.reminders.claim(services.reminders.find_due(0, 100).due)
    house.clock.advance(minutes=30)
    for notice in services.notices.claim(100):
        services.notices.mark_sent(notice)

    after = (await client.get(f"/dashboard/people/{ben.id}")).text

    assert "<dt>Last reminder</dt><dd>–</dd>" in before
    assert "<dt>Last reminder</dt><dd>30 Nov 2026</dd>" in after


async def test_questions_that_deserve_work(house: House, client: httpx.AsyncClient) -> None:
    """From ten answers on, with the share of each option, and nobody's name; not for managers."""
    wrong = answer_alike(house, 8, "b")
    house.sign_in(client, house.hana)
    early = (await client.get("/dashboard/questions")).text
    assert "No question has 10 answers yet" in early
    assert (await client.get(f"/dashboard/questions/{wrong}")).status_code == 404
    answer_alike(house, 4, "b")
    house.clock.advance(hours=1)

    page = (await client.get("/dashboard/questions")).text
    one = (await client.get(f"/dashboard/questions/{wrong}")).text

    assert f'questions/{wrong}"' in page
    assert "deserves work" in page
    assert '<div class="ask"><p>' in one
    assert re.search(r'Chose \w+"></progress> <b>9\d%</b>', one)
    for text in (page, one):
        assert "Kovač" not in text
        assert "Hana Hart" in text  # who looks
    assert (await client.get("/dashboard/questions/gone")).status_code == 404
    house.sign_in(client, house.get(1003))
    for path in ("/dashboard/questions", f"/dashboard/questions/{wrong}"):
        assert (await client.get(path)).status_code == 404
    assert "/questions" not in (await client.get("/dashboard")).text


async def test_trend_stands_in_the_page(house: House, client: httpx.AsyncClient) -> None:
    """As a picture that says what it shows, with a table; by month where that is asked for."""
    house.clock.advance(days=20)
    house.sign_in(client, house.hana)
    weeks = (await client.get("/dashboard")).text
    months = (await client.get("/dashboard?by=month&department=Logistics")).text

    assert 'role="img" aria-label="Share of what was asked; completed: ' in weeks
    assert weeks.count('<th scope="row">now</th>') == 1
    assert "by=month&amp;" in months or 'by=month"' in months or "by=month#" in months
    assert "<td>1 <small>50%</small></td><td>1 <small>50%</small></td><td>2</td>" in months
