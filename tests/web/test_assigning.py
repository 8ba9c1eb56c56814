"""HR assigns on the dashboard: how many that is first, once, and ended again."""

import json
import re
from dataclasses import replace

import httpx
import pytest

from bot.bundle import Services
from bot.learning.people import ActorOrigin
from tests.conftest import FakeClock
from tests.services.builder import make_catalog
from tests.web.forms import FilledForm, Hand, read_forms
from tests.web.test_changes import find_occurrence
from tests.web.test_dashboard import House

ANA, BEN, CLEO, ASA, DAN, OLD = 1, 2, 3, 4, 5, 6


@pytest.fixture
def hand(services: Services, clock: FakeClock, client: httpx.AsyncClient) -> Hand:
    """Hana of HR, who is signed in; Cleo and Åsa of the board have no course yet."""
    house = House(services, clock)
    house.sign_in(client, house.hana)
    return Hand(house, client)


def read_assignments(house: House) -> list[tuple[object, ...]]:
    """Return what was assigned on the dashboard."""
    with house.database.peeking() as plain:
        return plain.fetch(
            "SELECT target, target_key, due_on, due_days, pass_mark_pct, attempts, cooldown_hours,"
            " valid_months, actor_id, ended_by FROM assignment WHERE origin = ? ORDER BY id",
            ActorOrigin.WEB,
        )


async def ask(hand: Hand, **values: str | list[str]) -> httpx.Response:
    """Fill in the form, and go on."""
    form = await hand.open("/assign")
    return await hand.send("/assign", form.fill(step="review", **values))


def read_plan(answer: httpx.Response) -> tuple[FilledForm, FilledForm]:
    """Return the form that assigns what was shown, and the one that goes back."""
    assert answer.status_code == 200, answer.text
    confirm, change = read_forms(answer.text)
    assert confirm.action.endswith("/assign/confirm")
    return confirm, change


async def test_department_with_all_terms(hand: Hand) -> None:
    """How many, for how many it is new; nothing happens before the second step, and then once."""
    terms = {"pass_mark": "90", "attempts": "3", "cooldown": "24", "valid": "12"}
    asked = await ask(
        hand, whom="department", department="Board", due="day", day="2026-12-18", **terms
    )
    for words in (
        "<b>2</b> people: it is new for <b>2</b>",
        "Department Board",
        "due 18 Dec 2026",
        "pass mark 90%, at most 3 attempts, 24 hours between attempts, valid for 12 months",
    ):
        assert words in asked.text
    assert read_assignments(hand.house) == []
    confirm, _ = read_plan(asked)

    done = await hand.send("/assign/confirm", confirm.values)
    again = await hand.send("/assign/confirm", confirm.values)

    assert again.headers["location"] == done.headers["location"]
    shown = await hand.follow(done)
    assert "Assigned as number 3." in shown
    assert "Department Board" in shown
    assert read_assignments(hand.house) == [
        ("department", "Board", "2026-12-18", None, 90, 3, 24, 12, hand.house.hana.id, None)
    ]
    hand.house.services.assignments.open_some()
    state = hand.house.services.duty_requests.find(hand.house.hana, ASA)
    assert state is not None
    assert str(state.due_day) == "2026-12-18"


async def test_what_is_to_be_mended_is_called_as_the_form_calls_it(hand: Hand) -> None:
    """Above the form, where a link leads to each field."""
    wrong = await ask(hand, whom="", due="", cooldown="x", valid="x", pass_mark="x", attempts="x")
    assert re.findall('<a href="#[a-z_]+">([^<]+)</a>', wrong.text) == [
        "For whom",
        "By when",
        "Pass mark in percent",
        "Attempts at the final test",
        "Hours between attempts",
        "Months for which a result holds",
    ]
    form = await hand.open("/assign")
    empty = await hand.send("/assign", form.fill(step="find", find=" ", whom="", due="never"))
    assert empty.status_code == 422
    assert "Please write a name or number to find." in empty.text
    assert "Please choose whom it is for." not in empty.text
    entered = await hand.send("/assign", form.fill(step="find", find="", whom="everyone"))
    assert "Assign: Basics?" in entered.text  # as by Enter in the field of the days


async def test_nothing_new_for_those_who_are_chosen_by_name(hand: Hand) -> None:
    """Nobody comes later who is meant by it; a waived one is not said to have done it."""
    asked = await ask(hand, whom="person", person=str(DAN), due="never")
    assert "nobody whom you have chosen is without it" in asked.text
    assert "those who come later" not in asked.text
    path = f"/people/{DAN}/duty/{find_occurrence(hand.house, DAN)}/waive"
    await hand.send(path, (await hand.open(path)).fill(reason="Elsewhere"))
    asked = await ask(hand, whom="person", person=str(DAN), due="never")
    assert "<dt>Are done with it, or waived</dt><dd>1" in asked.text
    asked = await ask(hand, whom="department", department="Logistics", due="never")
    assert "it is for those who come later" in asked.text


async def test_the_same_again_is_not_said_to_be_assigned(hand: Hand) -> None:
    """Nobody gets anything by it: the page says which assignment it is."""
    terms = {"whom": "department", "department": "Board", "due": "day", "day": "2026-12-18"}
    first, _ = read_plan(await ask(hand, **terms))
    assert "Assigned as number 3." in await hand.follow(
        await hand.send("/assign/confirm", first.values)
    )
    second, _ = read_plan(await ask(hand, **terms))
    again = await hand.send("/assign/confirm", second.values)
    assert again.status_code == 422
    assert "That is assigned already, by number 3. Nothing was changed." in again.text
    assert len(read_assignments(hand.house)) == 1


async def test_people_by_name(hand: Hand) -> None:
    """Found, ticked, found some more: each gets it; whoever has left is not offered."""
    house = hand.house
    form = await hand.open("/assign")
    page = await hand.send("/assign", form.fill(step="find", find="ash"))
    assert "Cleo Ash" in page.text
    assert f'name="person" value="{CLEO}"' in page.text
    (form,) = read_forms(page.text)
    sent = form.fill(step="find", find="oberg", person=str(CLEO))
    page = await hand.send("/assign", sent)
    assert re.search(f'value="{CLEO}" checked', page.text)
    (form,) = read_forms(page.text)
    nobody = await hand.send("/assign", form.fill(step="find", find="zzz", person=[str(CLEO)]))
    assert "Nobody is called so." in nobody.text
    left = await hand.send("/assign", form.fill(step="find", find="hand"))
    assert "Who has left the company is left out" in left.text
    assert f'value="{OLD}"' not in left.text

    sent = form.fill(step="review", person=[str(CLEO), str(ASA)], due="never")
    asked = await hand.send("/assign", sent)
    assert "Cleo Ash, Åsa Öberg" in asked.text
    assert "new for <b>2</b>" in asked.text
    unticked = await hand.send("/assign", form.fill(step="review", find="dan", person=[]))
    assert unticked.status_code == 422
    assert f'name="person" value="{DAN}"' in unticked.text
    shown = await hand.follow(await hand.send("/assign/confirm", read_plan(asked)[0].values))

    assert "for each person by a number of its own" in shown
    assert [one[:4] for one in read_assignments(house)] == [
        ("person", str(CLEO), None, None),
        ("person", str(ASA), None, None),
    ]


async def test_from_the_page_of_a_person(hand: Hand) -> None:
    """Whoever has no course is assigned one from there; of those who are gone nothing is known."""
    page = (await hand.client.get(f"/dashboard/people/{CLEO}")).text
    assert f"/assign?person={CLEO}" in page
    form = await hand.open(f"/assign?person={CLEO}")
    assert ("person", str(CLEO)) in form.values
    asked = await hand.send("/assign", form.fill(step="review"))
    assert "Cleo Ash" in asked.text
    assert "due 14 days after it is assigned" in asked.text
    for odd in ("x", "-1"):
        assert (await hand.client.get(f"/dashboard/assign?person={odd}")).status_code == 404
    assert (await hand.client.get("/dashboard/assign?person=999")).status_code == 200


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"whom": ""}, "Please choose whom it is for."),
        ({"whom": "department"}, "Please choose the department."),
        ({"whom": "everyone", "department": "Board"}, "Everybody, or only those"),
        ({"whom": "", "department": "Board", "person": str(ANA)}, "Please choose whom it is for."),
        ({"due": "days", "day": "2026-12-18"}, "After some days, or on the day"),
        ({"whom": "person"}, "tick whom it is for"),
        ({"whom": "person", "person": [str(n) for n in range(60)]}, "Please tick 50 people"),
        ({"whom": "person", "person": "999"}, "Nobody is there to assign it to."),
        ({"whom": "person", "person": str(OLD)}, "Nobody is there to assign it to."),
        ({"whom": "department", "department": "Elsewhere"}, "Nobody is there to assign it to."),
        ({"due": ""}, "Please choose by when."),
        ({"due": "day", "day": ""}, "Please give a day"),
        ({"due": "day", "day": "2026-11-20"}, "That day is over, or more than ten years ahead."),
        ({"due": "day", "day": "2046-11-20"}, "That day is over, or more than ten years ahead."),
        ({"due": "days", "days": ""}, "Please write how many days."),
        ({"due": "days", "days": "0"}, "a whole number from 1 to 3,650"),
        ({"due": "days", "days": "1.5"}, "a whole number from 1 to 3,650"),
        ({"pass_mark": "101"}, "a whole number from 1 to 100"),
        ({"attempts": "²"}, "a whole number from 1 to 100"),
        ({"cooldown": "99999"}, "a whole number from 1 to 8,760"),
        ({"course": "gone"}, "Please choose a course that is taught."),
    ],
)
async def test_what_has_to_be_mended(
    hand: Hand, values: dict[str, str | list[str]], words: str
) -> None:
    """It stands beside its field, and the rest is kept."""
    asked = await ask(hand, **({"valid": "7", "whom": "everyone"} | values))
    assert asked.status_code == 422
    assert words in asked.text
    assert 'name="valid" type="text" value="7"' in asked.text
    assert read_assignments(hand.house) == []


async def test_change_something_keeps_what_was_chosen(hand: Hand) -> None:
    """Back from the second step by its button, also where nobody is new."""
    asked = await ask(hand, whom="department", department="Logistics", due="days", days="21")
    assert "It changes nothing now" in asked.text
    _, change = read_plan(asked)
    page = await hand.send("/assign", change.fill(step="change"))
    (form,) = read_forms(page.text)
    kept = dict(form.values)
    assert (kept["whom"], kept["department"], kept["days"]) == ("department", "Logistics", "21")


async def test_only_what_was_shown_is_assigned(hand: Hand) -> None:
    """Another plan than the sealed one is refused."""
    confirm, _ = read_plan(await ask(hand, whom="department", department="Board"))
    plan = json.loads(dict(confirm.values)["plan"]) | {"whom": [["everyone", ""]]}
    for values in ({"plan": json.dumps(plan)}, {"plan_seal": ""}, {"plan": ""}, {"seal": "x"}):
        refused = await hand.send("/assign/confirm", confirm.fill(**values))
        assert refused.status_code == 403
    assert read_assignments(hand.house) == []


async def test_whoever_leaves_meanwhile(hand: Hand) -> None:
    """Between the steps Åsa leaves: nobody of the two is assigned anything, and it is told."""
    asked = await ask(hand, person=[str(CLEO), str(ASA)])
    confirm, _ = read_plan(asked)
    hand.house.apply("4,terminated,Åsa,Öberg,Board,\n")

    refused = await hand.send("/assign/confirm", confirm.values)

    assert refused.status_code == 422
    assert "Nobody is there to assign it to." in refused.text
    assert read_assignments(hand.house) == []


async def test_several_courses(hand: Hand) -> None:
    """The form asks which one; only where there is one it does not."""
    assert '<select id="course"' not in (await hand.client.get("/dashboard/assign")).text
    catalog = make_catalog()
    (course,) = catalog.courses
    more = replace(course, id="more", title="More")
    hand.house.services.library.publish(replace(catalog, courses=(course, more)))
    form = await hand.open("/assign")
    assert dict(form.values).get("course", "") == ""
    refused = await hand.send("/assign", form.fill(step="review", whom="everyone"))
    assert "Please choose a course that is taught." in refused.text

    asked = await hand.send("/assign", form.fill(step="review", whom="everyone", course="more"))

    assert "Assign: More?" in asked.text
    await hand.follow(await hand.send("/assign/confirm", read_plan(asked)[0].values))
    page = (await hand.client.get("/dashboard/assignments")).text
    assert 'data-label="Course">More<' in page


async def test_list_and_end(hand: Hand) -> None:
    """The newest first, with what is open; ended once, and by whom is kept."""
    house = hand.house
    page = (await hand.client.get("/dashboard/assignments")).text
    assert page.index("Department =Sales &amp; Co") < page.index("Department Logistics")
    page = (await hand.client.get("/dashboard/assignments/1/end")).text
    assert "What is open by it stays to be done: 1 person has it now." in page
    (form,) = read_forms(page)
    old = await hand.open("/assignments/1/end")

    shown = await hand.follow(await hand.send("/assignments/1/end", form.values))
    await hand.follow(await hand.send("/assignments/1/end", form.values))

    assert "Assignment 1 is ended." in shown
    late = await hand.send("/assignments/1/end", old.values)
    assert "It was ended on 28 Nov 2026. Nothing was changed now." in late.text
    with house.database.peeking() as plain:
        ended = plain.fetch("SELECT id, ended_by FROM assignment WHERE ended_at IS NOT NULL")
    assert ended == [(1, house.hana.id)]
    for path in ("/assignments/99/end", "/assignments/x/end"):
        assert (await hand.client.get(f"/dashboard{path}")).status_code == 404
        assert (await hand.send(path, old.values)).status_code == 404
    for query in ("?page=99", "?page=x", "?page=0"):
        assert (await hand.client.get(f"/dashboard/assignments{query}")).status_code == 200


async def test_what_a_retired_course_left_open_can_be_waived(hand: Hand) -> None:
    """A course is not taught any more; Dan's page still shows what is open of it."""
    catalog = make_catalog()
    more = replace(catalog.courses[0], id="more", title="More")
    state = hand.house.services.duty_requests.find(hand.house.hana, DAN)
    assert state is not None
    hand.house.services.library.publish(replace(catalog, courses=(more,)))
    path = f"/people/{DAN}/duty/{state.mark.occurrence_id}/waive"
    form = await hand.open(path)
    shown = await hand.follow(await hand.send(path, form.fill(reason="Not taught any more")))
    assert "basics: waived" in shown
