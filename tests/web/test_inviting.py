"""HR makes invitations for many on the dashboard: counted, as files, once, and written down."""

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import httpx
import pytest

from bot.bundle import Services
from bot.learning.accesses import AccessKind
from bot.learning.people import Claim
from tests.conftest import FakeClock
from tests.web.forms import Hand, read_forms
from tests.web.test_dashboard import House


@pytest.fixture
def hand(services: Services, clock: FakeClock, client: httpx.AsyncClient) -> Hand:
    """Hana of HR; Dan and Åsa have no account."""
    services.invitations.bot_name = "training_bot"
    house = House(services, clock)
    house.sign_in(client, house.hana)
    return Hand(house, client)


async def test_links_for_those_who_wait(hand: Hand) -> None:
    """How many there are; the file with their names; then nobody waits, unless they are asked."""
    page = (await hand.client.get("/dashboard/invitations")).text
    assert "Those who wait for one: 2" in page
    form = await hand.open("/invitations")

    made = await hand.send("/invitations", form.fill(file="csv"))

    assert made.headers["content-disposition"] == 'attachment; filename="invitations.csv"'
    assert made.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(StringIO(made.content.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["Åsa Öberg", "Dan Dale"]
    assert isinstance(
        hand.house.enrolment.redeem(2005, rows[1]["link"].partition("start=")[2]), Claim
    )
    (look, *_) = hand.house.services.accesses.list_newest(9)
    assert (look.kind, look.actor_name, look.people) == (AccessKind.INVITATIONS, "Hana Hart", 2)

    again = await hand.send("/invitations", form.fill(file="csv"))
    assert again.status_code == 409
    assert "has made its invitations already" in again.text
    other = await hand.send("/invitations", form.fill(file="html"))
    assert "Nobody waits for an invitation" in other.text
    (form,) = read_forms(other.text)
    both = await hand.send("/invitations", form.fill(file="zip", scope="again"))
    with ZipFile(BytesIO(both.content)) as archive:
        assert archive.namelist() == ["invitations.html", "invitations.csv"]
        sheet = archive.read("invitations.html").decode()
        links = archive.read("invitations.csv").decode("utf-8-sig")
    codes = re.findall(r"start=([\w-]+)", sheet)
    assert len(codes) == 2
    assert all(code in links for code in codes)


async def test_what_has_to_be_chosen(hand: Hand) -> None:
    """An odd choice makes nothing."""
    form = await hand.open("/invitations")
    for values, words in (
        ({"file": "exe"}, "Please choose what you need."),
        ({"scope": ""}, "Please choose for whom."),
    ):
        refused = await hand.send("/invitations", form.fill(**values))
        assert (refused.status_code, words in refused.text) == (422, True)
    assert "Those who wait for one: 2" in refused.text
