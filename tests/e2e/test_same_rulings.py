"""The same word in the chat and on the dashboard: the same facts, but for the way."""

import json

import httpx
import pytest

from bot.learning.assignments import Due, Target, Terms, Whom
from bot.learning.people import Role
from bot.web.application import create_web
from tests.e2e.stage import Actor, Stage
from tests.e2e.test_people import find_id
from tests.e2e.test_reminders import DUE, HR, Company
from tests.web.forms import read_forms

ANA, BEN = 1, 2  # of whom it is said in the chat, and on the dashboard


@pytest.fixture
async def company(stage: Stage) -> Company:
    """Ana and Ben have joined, and have a course until Friday 11 December."""
    company = Company(stage)
    company.take_roster()
    await company.join("1", "Ana")
    await company.join("2", "Ben")
    stage.services.assignments.assign(Whom(Target.DEPARTMENT, "Logistics"), Terms(Due(on=DUE)), HR)
    await stage.make_round()
    return company


class Browser:
    """Hana's browser, without JavaScript."""

    def __init__(self, stage: Stage, client: httpx.AsyncClient) -> None:
        self.stage = stage
        self.client = client

    async def sign_in(self, hana: Actor) -> None:
        """Sign in."""
        member = self.stage.services.enrolment.find_member(hana.id)
        assert member is not None
        code = self.stage.services.signin.make_code(member)
        await self.client.post("/dashboard/enter", data={"code": code})

    async def rule(self, act: str, **values: str) -> None:
        """Send the form about what Ben has to complete."""
        with self.stage.database.peeking() as plain:
            ((number,),) = plain.fetch("SELECT id FROM occurrence WHERE person_id = ?", BEN)
        await self.send(f"/people/{BEN}/duty/{number}/{act}", **values)

    async def send(self, path: str, **values: str) -> None:
        """Fill in the form of a page, and send it."""
        page = await self.client.get(f"/dashboard{path}")
        (form,) = read_forms(page.text)
        answer = await self.client.post(f"/dashboard{path}", data=dict(form.fill(**values)))
        assert answer.status_code in {200, 303}, answer.text


def read_facts(stage: Stage, person_id: int) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is on record about what was decided of somebody, but the way and numbers."""
    with stage.database.peeking() as plain:
        facts = {
            "words": plain.fetch(
                "SELECT kind, at, actor_id, reason, proof, event.due_at, completed_at, valid_until,"
                " version_id, session_id FROM occurrence_event event JOIN occurrence"
                " ON occurrence.id = occurrence_id WHERE person_id = ? ORDER BY event.id",
                person_id,
            ),
            "occurrences": plain.fetch(
                "SELECT number, due_at, closed_at FROM occurrence WHERE person_id = ?", person_id
            ),
            "access": plain.fetch(
                "SELECT kind, actor_id, reason FROM person_event WHERE person_id = ?"
                " AND kind IN ('unbound', 'invited') ORDER BY id",
                person_id,
            ),
            "owed": plain.fetch(
                "SELECT kind, count(*) FROM notice WHERE person_id = ? GROUP BY kind", person_id
            ),
            "person": plain.fetch(
                "SELECT telegram_id, role, unreachable_reason FROM person WHERE id = ?", person_id
            ),
        }
        sealed = plain.fetch(
            "SELECT evidence.kind, recorded_at, body FROM evidence_event evidence JOIN occurrence"
            " ON occurrence.id = json_extract(body, '$.occurrence_id')"
            " WHERE occurrence.person_id = ? ORDER BY evidence.number",
            person_id,
        )
    facts["sealed"] = [(kind, at, sorted(json.loads(body))) for kind, at, body in sealed]
    return facts


def read_ways(stage: Stage, person_id: int) -> set[str]:
    """Return by which ways something was decided about somebody."""
    with stage.database.peeking() as plain:
        rows = plain.fetch(
            "SELECT event.origin FROM occurrence_event event JOIN occurrence"
            " ON occurrence.id = occurrence_id WHERE person_id = ?1 UNION SELECT origin"
            " FROM person_event WHERE person_id = ?1 AND kind = 'unbound'",
            person_id,
        )
    return {origin for (origin,) in rows}


@pytest.mark.usefixtures("company")
async def test_every_ruling_leaves_the_same_facts(stage: Stage) -> None:
    """Extend, waive, require again, completed elsewhere, unbind, new invite."""
    hana = await stage.member(Role.HR, "Hana")
    app = create_web(stage.services, lambda _: None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        browser = Browser(stage, client)
        await browser.sign_in(hana)

        await hana.says("/people ana")
        await hana.taps("Extend")
        await hana.taps("1 week")
        await hana.says("On leave until then")
        await browser.rule("extend", day="2026-12-18", reason="On leave until then")

        await hana.taps("Show it")
        await hana.taps("Waive")
        await hana.says("Works part-time")
        await browser.rule("waive", reason="Works part-time")

        await hana.taps("Show it")
        await hana.taps("Required again")
        await hana.says("A slip")
        await browser.rule("require", reason="A slip")

        await hana.taps("Show it")
        await hana.taps("Completed elsewhere")
        await hana.says("20 nov 2026")
        await hana.taps("Yes, write proof")
        await hana.says("Sheet no. 12\nNo phone at work")
        elsewhere = {"day": "2026-11-20", "proof": "Sheet no. 12", "reason": "No phone at work"}
        await browser.rule("elsewhere", **elsewhere)

        await hana.taps("Show it")
        await hana.taps("Unbind")
        await hana.taps("Lost or changed phone")
        await hana.taps("New invite")
        await hana.taps("New phone or account")
        await browser.send(f"/people/{BEN}/unbind", why="phone")
        await browser.send(f"/people/{BEN}/invite", why="device")

    facts = read_facts(stage, BEN)
    assert facts == read_facts(stage, ANA)
    assert [word[0] for word in facts["words"]] == ["extended", "waived", "required", "elsewhere"]
    assert [kind for kind, _, _ in facts["sealed"]] == ["occurrence_event", "occurrence_text"] * 4
    assert [kind for kind, *_ in facts["access"]] == ["invited", "unbound", "invited"]
    assert {fact[2] for fact in facts["words"]} == {find_id(stage, hana)}
    assert read_ways(stage, ANA) == {"chat"}
    assert read_ways(stage, BEN) == {"web"}
