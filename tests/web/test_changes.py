"""What HR changes on the dashboard: once, with the reason, and as it stood when they looked."""

import re
from datetime import timedelta

import httpx
import pytest

from bot.bundle import Services
from bot.learning.accesses import AccessKind
from bot.learning.certificates import format_code
from bot.learning.people import ActorOrigin, Claim, EventKind, Role
from bot.learning.phrases import short_date
from bot.storage.tables import Person
from tests.conftest import FakeClock
from tests.services.test_rosters import HR
from tests.web.forms import Hand, read_forms
from tests.web.test_dashboard import House

DAN, BEN, ANA = 5, 2, 1


@pytest.fixture
def house(services: Services, clock: FakeClock) -> House:
    """The firm behind the dashboard, whose bot has met Telegram."""
    services.invitations.bot_name = "training_bot"
    return House(services, clock)


@pytest.fixture
def hand(house: House, client: httpx.AsyncClient) -> Hand:
    """Hana of HR, who is signed in."""
    house.sign_in(client, house.hana)
    return Hand(house, client)


def find_occurrence(house: House, person_id: int) -> int:
    """Return the newest occurrence of somebody."""
    state = house.services.duty_requests.find(house.hana, person_id)
    assert state is not None
    return state.mark.occurrence_id


def read_events(house: House, person_id: int) -> list[tuple[object, ...]]:
    """Return what was decided about somebody: what, which way, by whom, why, and until when."""
    with house.database.peeking() as plain:
        return plain.fetch(
            "SELECT kind, event.origin, event.actor_id, reason, proof,"
            " substr(coalesce(event.due_at, completed_at), 1, 10)"
            " FROM occurrence_event event JOIN occurrence ON occurrence.id = occurrence_id"
            " WHERE person_id = ? ORDER BY event.id",
            person_id,
        )


async def test_extend(hand: Hand) -> None:
    """A later day with the reason; the page says what was done, and a reload does it no more."""
    house, path = hand.house, f"/people/{DAN}/duty/{find_occurrence(hand.house, DAN)}/extend"
    page = (await hand.client.get(f"/dashboard/people/{DAN}")).text
    assert f'href="../../dashboard{path}"' in page
    form = await hand.open(path)
    assert dict(form.values)["day"] == "2026-12-05"  # a week from today, as it is overdue

    sent = form.fill(day="2026-12-18", reason="On leave\r\nuntil then")
    answer = await hand.send(path, sent)

    shown = await hand.follow(answer)
    assert "The due day is moved" in shown
    assert "due 18 Dec 2026" in shown
    assert "by <bdi>Hana Hart</bdi>" in shown
    again = await hand.send(path, sent)
    assert again.headers["location"] == answer.headers["location"]
    assert read_events(house, DAN) == [
        ("extended", "web", house.hana.id, "On leave\nuntil then", None, "2026-12-18")
    ]


async def test_what_was_decided_just_now_is_said_before_it_is_done_again(
    hand: Hand, clock: FakeClock
) -> None:
    """Who comes back to the form has another one, which nobody has sent yet."""
    path = f"/people/{DAN}/duty/{find_occurrence(hand.house, DAN)}/extend"
    form = await hand.open(path)
    await hand.send(path, form.fill(day="2026-12-18", reason="On leave"))

    back = (await hand.client.get(f"/dashboard{path}")).text
    clock.advance(minutes=11)
    later = (await hand.client.get(f"/dashboard{path}")).text

    assert "<b>Decided just now:</b> 28 Nov 2026: due 18 Dec 2026, “<bdi>On leave</bdi>”" in back
    assert "Decided just now" not in later
    for text in (back, later):  # browsers put back what was written where they may
        assert re.search('<textarea id="reason"[^>]* autocomplete="off"', text)


async def test_due_day_lies_ahead_within_ten_years(hand: Hand) -> None:
    """A day far off is a day all the same: what is said is what fits."""
    path = f"/people/{DAN}/duty/{find_occurrence(hand.house, DAN)}/extend"
    form = await hand.open(path)
    for day in ("2999-01-01", "1900-01-01", "2026-11-01"):
        refused = await hand.send(path, form.fill(day=day, reason="On leave"))
        assert refused.status_code == 422
        assert "Choose today or a later day, within ten years." in refused.text
    unclear = await hand.send(path, form.fill(day="2026-02-30", reason="On leave"))
    assert "Please give a day, such as" in unclear.text
    assert read_events(hand.house, DAN) == []


async def test_extending_leads_to_a_later_day(hand: Hand) -> None:
    """What is earlier, or the same, is refused, and the page says what to do."""
    path = f"/people/{BEN}/duty/{find_occurrence(hand.house, BEN)}/extend"
    state = hand.house.services.duty_requests.find(hand.house.hana, BEN)
    assert state is not None
    assert state.due_day is not None
    form = await hand.open(path)
    for days in (0, 1, 20):
        day = (state.due_day - timedelta(days=days)).isoformat()
        refused = await hand.send(path, form.fill(day=day, reason="On leave"))
        assert refused.status_code == 422
        assert f"not after the present due day, {short_date(state.due_day)}" in refused.text
    assert read_events(hand.house, BEN) == []
    later = (state.due_day + timedelta(days=1)).isoformat()
    assert "The due day is moved" in await hand.follow(
        await hand.send(path, form.fill(day=later, reason="On leave"))
    )


async def test_waive_and_require_again(hand: Hand) -> None:
    """Each asks for the reason; what was written stays where another thing was forgotten."""
    house, occurrence = hand.house, find_occurrence(hand.house, BEN)
    path = f"/people/{BEN}/duty/{occurrence}"
    form = await hand.open(f"{path}/waive")
    refused = await hand.send(f"{path}/waive", form.fill(reason="  "))
    assert refused.status_code == 422
    assert "Please write the reason." in refused.text
    assert 'aria-invalid="true"' in refused.text
    long = await hand.send(f"{path}/waive", form.fill(reason="x" * 1001))
    assert "shorten this to 1,000 characters" in long.text
    assert "x" * 1001 in long.text
    assert read_events(house, BEN) == []

    shown = await hand.follow(await hand.send(f"{path}/waive", form.fill(reason="Does it there")))
    assert "need not be completed" in shown
    assert "Required again" in shown
    assert "/extend" not in shown
    form = await hand.open(f"{path}/require")
    await hand.follow(await hand.send(f"{path}/require", form.fill(reason="A mistake")))

    assert [event[:4] for event in read_events(house, BEN)] == [
        ("waived", "web", house.hana.id, "Does it there"),
        ("required", "web", house.hana.id, "A mistake"),
    ]


async def test_completed_elsewhere_needs_day_proof_and_reason(hand: Hand) -> None:
    """All that is missing is told at once, and the rest is kept."""
    house = hand.house
    path = f"/people/{DAN}/duty/{find_occurrence(house, DAN)}/elsewhere"
    form = await hand.open(path)
    for day, words in (
        ("", "Please give a day"),
        ("12/11/2026", "Please give a day"),
        ("2026-11-30", "still to come"),
        ("1900-01-01", "from 2000 on"),
        ("2999-01-01", "still to come"),
    ):
        refused = await hand.send(path, form.fill(day=day, proof="", reason="No phone"))
        assert refused.status_code == 422
        assert words in refused.text
        assert "Please write what proves it." in refused.text
        assert "No phone</textarea>" in refused.text
    (form,) = read_forms(refused.text)

    form.values = form.fill(day="2026-11-20", proof="Sheet no. 12")
    shown = await hand.follow(await hand.send(path, form.values))
    assert "elsewhere, “<bdi>No phone</bdi>”, proof: “<bdi>Sheet no. 12</bdi>”, by" in shown

    elsewhere = ("elsewhere", "web", house.hana.id, "No phone", "Sheet no. 12", "2026-11-20")
    assert read_events(house, DAN) == [elsewhere]

    page = (await hand.client.get(f"/dashboard/people/{DAN}")).text
    assert "completed elsewhere on 20 Nov 2026" in page
    path = path.replace("elsewhere", "require")
    assert f'href="../../dashboard{path}">Required again' in page
    form = await hand.open(path)
    shown = await hand.follow(await hand.send(path, form.fill(reason="It was Dana")))
    assert "It has to be completed again." in shown
    assert "completed elsewhere on" not in shown
    required = ("required", "web", house.hana.id, "It was Dana", None, None)
    assert read_events(house, DAN) == [elsewhere, required]
    assert (await hand.client.get(f"/dashboard{path}")).status_code == 409


async def test_reasons_can_be_seen_and_turn_nothing_round(hand: Hand) -> None:
    """What nobody sees is no reason or proof; marks of direction go, other scripts stay apart."""
    house, occurrence = hand.house, find_occurrence(hand.house, DAN)
    elsewhere, waive = (f"/people/{DAN}/duty/{occurrence}/{act}" for act in ("elsewhere", "waive"))
    form = await hand.open(elsewhere)
    sent = form.fill(day="2026-11-20", proof="\u2800\u3164", reason="\u200b\u200b")
    refused = await hand.send(elsewhere, sent)
    assert refused.status_code == 422
    assert "Please write what proves it." in refused.text
    assert "Please write the reason." in refused.text
    assert read_events(house, DAN) == []

    form = await hand.open(waive)
    sent = form.fill(reason="\u202eמשמרת 12\x00\r\n\u2066👩\u200d🏭")
    shown = await hand.follow(await hand.send(waive, sent))

    assert read_events(house, DAN)[0][3] == "משמרת 12\n👩\u200d🏭"
    assert "waived, “<bdi>משמרת 12\n👩\u200d🏭</bdi>”, by <bdi>Hana Hart</bdi>" in shown


async def test_two_tabs(hand: Hand) -> None:
    """What changed since the form was shown is told; what was written is kept, and can be sent."""
    house, occurrence = hand.house, find_occurrence(hand.house, DAN)
    extend, waive = (f"/people/{DAN}/duty/{occurrence}/{act}" for act in ("extend", "waive"))
    old = await hand.open(extend)
    first = await hand.open(extend)
    await hand.send(extend, first.fill(day="2026-12-10", reason="Ill"))

    late = await hand.send(extend, old.fill(day="2026-12-24", reason="Parental leave"))

    assert late.status_code == 409
    decided = "due 10 Dec 2026, “<bdi>Ill</bdi>”, by <bdi>Hana Hart</bdi>"
    for words in ("Nothing was changed now", decided, "Parental"):
        assert words in late.text
    (form,) = read_forms(late.text)
    await hand.follow(await hand.send(extend, form.values))
    assert [event[5] for event in read_events(house, DAN)] == ["2026-12-10", "2026-12-24"]

    old = await hand.open(extend)
    form = await hand.open(waive)
    await hand.send(waive, form.fill(reason="Has left the site"))
    late = await hand.send(extend, old.fill(day="2027-01-04", reason="Still ill"))
    assert late.status_code == 409
    assert "waived, “<bdi>Has left the site</bdi>”, by <bdi>Hana Hart</bdi>" in late.text
    assert read_forms(late.text) == []
    assert (await hand.client.get(f"/dashboard{extend}")).status_code == 409
    assert len(read_events(house, DAN)) == 3


async def test_edited_after_it_was_sent(hand: Hand) -> None:
    """Back to the form, another day, sent again: that is no second tap, so it is asked about."""
    path = f"/people/{DAN}/duty/{find_occurrence(hand.house, DAN)}/extend"
    form = await hand.open(path)
    await hand.send(path, form.fill(day="2026-12-10", reason="Ill"))

    again = await hand.send(path, form.fill(day="2026-12-11", reason="Ill"))

    assert again.status_code == 409
    assert "due 10 Dec 2026" in again.text
    assert len(read_events(hand.house, DAN)) == 1


async def test_nobody_else(hand: Hand) -> None:
    """No person, another person's occurrence, no such act, oneself: nothing is shown or changed."""
    house, occurrence = hand.house, find_occurrence(hand.house, DAN)
    form = await hand.open(f"/people/{DAN}/duty/{occurrence}/extend")
    sent = form.fill(day="2026-12-18", reason="Ill")
    for path in (
        f"/people/999/duty/{occurrence}/extend",
        f"/people/{BEN}/duty/{occurrence}/extend",
        f"/people/{DAN}/duty/999/extend",
        f"/people/{DAN}/duty/{occurrence}/delete",
        f"/people/{DAN}/duty/x/extend",
        "/people/999/invite",
        "/people/999/unbind",
        "/people/999/certificates/1/revoke",
        f"/people/{DAN}/certificates/1/revoke",
        f"/people/{ANA}/certificates/99/revoke",
    ):
        assert (await hand.client.get(f"/dashboard{path}")).status_code == 404, path
        assert (await hand.send(path, sent)).status_code == 404, path
    assert read_events(house, DAN) == []


async def test_own_course_is_for_somebody_else(hand: Hand) -> None:
    """Ben gets into HR, and cannot extend his own."""
    house, ben = hand.house, hand.house.get(1002)
    with house.database.writing() as session:
        session.get_one(Person, ben.id).role = Role.HR
    house.sign_in(hand.client, house.get(1002))
    path = f"/people/{BEN}/duty/{find_occurrence(house, BEN)}/extend"
    page = (await hand.client.get(f"/dashboard/people/{BEN}")).text
    assert "for a colleague to decide" in page
    refused = await hand.client.get(f"/dashboard{path}")
    assert refused.status_code == 409
    assert "for a colleague in HR" in refused.text
    seal = re.search('name="seal" value="([^"]+)"', page)
    assert seal is not None
    sent = [("seal", seal[1]), ("mark", "0"), ("day", "2027-01-01"), ("reason", "Please")]
    assert (await hand.send(path, sent)).status_code == 409
    assert read_events(house, BEN) == []


async def test_forms_need_our_own_page_and_the_role(hand: Hand) -> None:
    """Another site's form, one without the seal, a manager's: nothing happens."""
    house, client = hand.house, hand.client
    path = f"/people/{DAN}/duty/{find_occurrence(house, DAN)}/waive"
    sent = (await hand.open(path)).fill(reason="Because")
    foreign = await hand.send(path, sent, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    unsealed = [(name, text) for name, text in sent if name != "seal"]
    assert (await hand.send(path, unsealed)).status_code == 403
    huge = await hand.send(path, [*sent, ("reason", "x" * 70_000)])
    assert huge.status_code == 403

    house.sign_in(client, house.hana)  # anew: the old page's form does not count any more
    stale = await hand.send(path, sent)
    assert (stale.status_code, "That page was an old one" in stale.text) == (403, True)

    sent = (await hand.open(path)).fill(reason="Because")
    with house.database.writing() as session:
        session.get_one(Person, house.hana.id).role = Role.MANAGER
    denied = await hand.send(path, sent)
    assert (denied.status_code, "This is for HR" in denied.text) == (403, True)
    assert "Dan" not in denied.text
    assert read_events(house, DAN) == []


async def test_managers_see_no_forms(house: House, client: httpx.AsyncClient) -> None:
    """Cleo leads Dan: she sees how he stands, and nothing to tap."""
    house.sign_in(client, house.get(1003))
    page = await client.get(f"/dashboard/people/{DAN}")
    assert "Dan Dale" in page.text
    assert "What you can do" not in page.text
    assert read_forms(page.text) == []


async def test_new_invite_is_shown_once(hand: Hand) -> None:
    """The answer alone has the link; a reload shows none, and says what to do."""
    house = hand.house
    form = await hand.open(f"/people/{DAN}/invite")

    refused = await hand.send(f"/people/{DAN}/invite", form.values)
    assert (refused.status_code, "Please choose why." in refused.text) == (422, True)
    sent = form.fill(why="other", reason="moved from Graz")
    made = await hand.send(f"/people/{DAN}/invite", sent)

    assert made.status_code == 200
    assert made.headers["cache-control"] == "no-store"
    link = re.search(r"https://t\.me/training_bot\?start=([\w-]+)", made.text)
    assert link is not None
    assert "<svg" in made.text
    assert " style=" not in made.text
    again = await hand.send(f"/people/{DAN}/invite", sent)
    assert again.status_code == 409
    assert "t.me" not in again.text
    assert "has made an invitation already" in again.text
    events = house.services.people.find(house.hana, DAN).events
    made_by = [
        (one.origin, one.actor, one.reason) for one in events if one.kind is EventKind.INVITED
    ]
    assert made_by == [(ActorOrigin.WEB, "Hana Hart", "moved from Graz")]
    looks = house.services.accesses.list_newest(9)
    assert (AccessKind.INVITATIONS, DAN) in [(one.kind, one.subject_id) for one in looks]
    claim = house.enrolment.redeem(2005, link[1])
    assert isinstance(claim, Claim)
    assert claim.name == "Dan D."


async def test_unbind_asks_why(hand: Hand) -> None:
    """By a usual reason or a written one; progress stays, and then a new invite can be made."""
    house, path = hand.house, f"/people/{BEN}/unbind"
    assert (await hand.client.get(f"/dashboard/people/{BEN}/invite")).status_code == 409
    form = await hand.open(path)
    for values, words in (
        ({}, "Please choose why."),
        ({"why": "other", "reason": ""}, "Please write the reason."),
    ):
        refused = await hand.send(path, form.fill(**values))
        assert (refused.status_code, words in refused.text) == (422, True)
    sent = form.fill(why="phone")
    shown = await hand.follow(await hand.send(path, sent))
    assert "The account is taken away" in shown
    await hand.follow(await hand.send(path, sent))  # a second tap

    first, *rest = house.services.people.find(house.hana, BEN).events
    assert (first.kind, first.origin, first.reason, first.actor) == (
        "unbound",
        ActorOrigin.WEB,
        "lost or changed phone",
        "Hana Hart",
    )
    assert "unbound" not in [one.kind for one in rest]
    assert house.enrolment.find_member(1002) is None
    gone = await hand.client.get(f"/dashboard{path}")
    assert (gone.status_code, "uses no account" in gone.text) == (409, True)
    await hand.open(f"/people/{BEN}/invite")


async def test_access_that_has_changed_since(hand: Hand) -> None:
    """Ben has another account by now: the old form does not take that one."""
    house, path = hand.house, f"/people/{BEN}/unbind"
    old = await hand.open(path)
    house.accounts.unbind(BEN, HR, "lost")
    late = await hand.send(path, old.fill(why="phone"))
    assert (late.status_code, "uses no account" in late.text) == (409, True)
    house.join("2", 1012)

    late = await hand.send(path, old.fill(why="other", reason="He asked"))

    assert late.status_code == 409
    assert "joined with an account" in late.text
    assert "He asked</textarea>" in late.text
    assert house.enrolment.find_member(1012) is not None


async def test_revoke_a_certificate(hand: Hand) -> None:
    """With the reason; whoever was later reads that it is revoked. Its holder is owed the news."""
    house = hand.house
    (held,) = house.services.certificates.list_all(ANA)
    path = f"/people/{ANA}/certificates/{held.id}/revoke"
    page = (await hand.client.get(f"/dashboard/people/{ANA}")).text
    assert f"{path}" in page
    old = await hand.open(path)
    refused = await hand.send(path, old.fill(reason=""))
    assert refused.status_code == 422
    assert "Ana Kovač is told so" in refused.text
    form = await hand.open(path)

    shown = await hand.follow(await hand.send(path, form.fill(reason="Wrong name")))

    assert "The certificate is revoked" in shown
    assert "revoked, “<bdi>Wrong name</bdi>”, by <bdi>Hana Hart</bdi>. Basics," in shown
    assert f"<code>{format_code(held.code)}</code>" in shown
    assert f"{path}" not in shown
    assert house.services.certificates.get(held.id).ending == "revoked"
    late = await hand.send(path, old.fill(reason="Me too"))
    assert (late.status_code, "revoked already" in late.text) == (409, True)
    with house.database.peeking() as plain:
        owed = plain.fetch("SELECT kind, person_id FROM notice WHERE kind = 'revocation'")
        said = plain.fetch("SELECT ended_by, reason FROM certificate_ending")
    assert owed == [("revocation", ANA)]
    assert said == [(house.hana.id, "Wrong name")]


async def test_who_uses_no_account_is_not_said_to_be_told(hand: Hand) -> None:
    """That a certificate is revoked: HR has to tell them."""
    (held,) = hand.house.services.certificates.list_all(ANA)
    hand.house.services.people.unbind(hand.house.hana, ANA, "Phone is lost", ActorOrigin.WEB)
    page = await hand.client.get(f"/dashboard/people/{ANA}/certificates/{held.id}/revoke")
    assert "Ana Kovač uses no account now: please tell them yourself" in page.text
    assert "is told so" not in page.text


async def test_reissue_in_the_present_name(hand: Hand) -> None:
    """Ana has another name: the new certificate takes the place of the former, once."""
    house, path = hand.house, f"/people/{ANA}/reissue"
    unchanged = await hand.client.get(f"/dashboard{path}")
    assert (unchanged.status_code, "in a former name any more" in unchanged.text) == (409, True)
    house.apply("1,active,Ana,Kralj,Logistics,3\n")
    assert "Reissue 1 …" in (await hand.client.get(f"/dashboard/people/{ANA}")).text
    form, other = await hand.open(path), await hand.open(path)

    shown = await hand.follow(await hand.send(path, form.values))
    await hand.follow(await hand.send(path, form.values))

    assert "Reissued in the present name: 1." in shown
    assert "Reissue 1" not in shown
    new, old = house.services.certificates.list_all(ANA)
    assert (new.name, new.ending, old.name, old.ending) == (
        *("Ana Kralj", None),
        *("Ana Kovač", "replaced"),
    )
    late = await hand.send(path, other.values)
    assert (late.status_code, "in a former name any more" in late.text) == (409, True)
