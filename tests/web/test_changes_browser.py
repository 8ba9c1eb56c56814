"""HR's forms in a real browser: phone and desktop, light and dark, and without JavaScript."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.simulator.browser import DESKTOP, PHONE, SCREENSHOTS, overflow
from tests.web.axe import list_faults
from tests.web.test_changes import ANA, BEN, DAN, find_occurrence, read_events
from tests.web.test_dashboard_browser import Desk, desk

pytestmark = pytest.mark.browser
__all__ = ["desk"]  # the fixture

REFUSED = ("status of 409 (Conflict)", "status of 422 (Unprocessable Entity)")
LOOKS = [
    ("phone", PHONE, "light"),
    ("phone", PHONE, "dark"),
    ("desktop", DESKTOP, "light"),
    ("desktop", DESKTOP, "dark"),
]


def expect_refusals(desk: Desk) -> None:
    """Leave out what the browser itself says of answers that refuse a form."""
    for watcher in desk.watchers:
        watcher.errors = [error for error in watcher.errors if not error.endswith(REFUSED)]


async def look(page: Page, name: str) -> None:
    """Take a picture, and find nothing to stumble over."""
    SCREENSHOTS.mkdir(exist_ok=True)
    await page.screenshot(path=Path(SCREENSHOTS) / f"change-{name}.png", full_page=True)
    assert await overflow(page) == 0, name
    assert await list_faults(page) == [], name


async def test_forms_are_readable_everywhere(desk: Desk) -> None:
    """Each form, as it is opened and with something to mend."""
    desk.house.services.invitations.bot_name = "training_bot"
    (held,) = desk.house.services.certificates.list_all(ANA)
    desk.house.apply("1,active,Ana,Kralj,Logistics,3\n")
    duty = f"/people/{DAN}/duty/{find_occurrence(desk.house, DAN)}"
    for name, view, scheme in LOOKS:
        page = await desk.open(viewport=view, color_scheme=scheme)
        for part, path in (
            ("person", f"/people/{DAN}"),
            ("extend", f"{duty}/extend"),
            ("elsewhere", f"{duty}/elsewhere"),
            ("unbind", f"/people/{BEN}/unbind"),
            ("invite", f"/people/{DAN}/invite"),
            ("revoke", f"/people/{ANA}/certificates/{held.id}/revoke"),
            ("reissue", f"/people/{ANA}/reissue"),
            ("certified", f"/people/{ANA}"),
            ("impossible", f"/people/{ANA}/invite"),
        ):
            await page.goto(desk.url + path)
            await look(page, f"{part}-{name}-{scheme}")
        await page.goto(f"{desk.url}{duty}/elsewhere")
        await page.evaluate("document.forms[1].noValidate = true")
        await page.get_by_role("button", name="Take as completed").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nothing was changed yet")
        await look(page, f"mend-{name}-{scheme}")
        await page.goto(f"{desk.url}/people/{DAN}/invite")
        await page.get_by_label("To join").check()
        await page.get_by_role("button", name="Make the invitation").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Invitation for Dan Dale")
        await look(page, f"invited-{name}-{scheme}")
        await page.context.close()
    expect_refusals(desk)


@pytest.mark.parametrize(("name", "view"), [("phone", PHONE), ("desktop", DESKTOP)])
@pytest.mark.parametrize("has_scripts", [True, False])
async def test_extend_and_waive_by_hand(
    desk: Desk, name: str, view: dict[str, int], *, has_scripts: bool
) -> None:
    """From the list to the person and the form, with a double click, and back."""
    page = await desk.open(viewport=view, java_script_enabled=has_scripts)
    await page.get_by_role("link", name="Dan Dale").click()
    await page.get_by_role("link", name="Extend").click()
    await page.get_by_label("New due day").fill("2026-12-18")
    await page.get_by_label("Reason").fill("On leave")
    await page.get_by_role("button", name="Extend").dblclick()
    await expect(page.get_by_role("status")).to_contain_text("The due day is moved")
    await expect(page.get_by_role("heading", name="Basics: due 18 Dec 2026")).to_be_visible()
    if has_scripts:
        await look(page, f"extended-{name}")
    await page.reload()
    await page.go_back()
    await page.go_forward()
    await page.get_by_role("link", name="Waive").press("Enter")
    await page.get_by_label("Reason").fill("Works elsewhere")
    await page.get_by_label("Reason").press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Waived")
    await expect(page.get_by_role("link", name="Required again")).to_be_visible()

    assert [event[0] for event in read_events(desk.house, DAN)] == ["extended", "waived"]


async def test_old_tab(desk: Desk) -> None:
    """What a colleague did meanwhile stands above the form, with what was written in it."""
    path = f"/people/{DAN}/duty/{find_occurrence(desk.house, DAN)}/extend"
    old, new = await desk.open(path, viewport=PHONE), await desk.open(path)
    for page, day, reason in ((new, "2026-12-10", "Ill"), (old, "2026-12-24", "Parental leave")):
        await page.get_by_label("New due day").fill(day)
        await page.get_by_label("Reason").fill(reason)
        await page.get_by_role("button", name="Extend").click()
    await expect(new.get_by_role("status")).to_be_visible()
    await expect(old.get_by_role("alert")).to_contain_text("due 10 Dec 2026, “Ill”, by Hana Hart")
    await expect(old.get_by_label("Reason")).to_have_value("Parental leave")
    await look(old, "old-tab")
    expect_refusals(desk)


async def test_assigning_is_readable_everywhere(desk: Desk) -> None:
    """The form with all that it can hold, how many that is, the list, ending, and invitations."""
    desk.house.apply("7,active,Gus,Green,Logistics,3\n")
    for name, view, scheme in LOOKS:
        page = await desk.open("/assign", viewport=view, color_scheme=scheme)
        await look(page, f"assign-{name}-{scheme}")
        await page.get_by_role("searchbox", name="Name or number").fill("a")
        await page.get_by_role("button", name="Find").click()
        await page.get_by_text("Other terms than").click()
        await page.get_by_label("Pass mark").fill("120")
        await page.get_by_role("button", name="See how many").click()
        await look(page, f"assign-mend-{name}-{scheme}")
        await page.get_by_label("Pass mark").fill("90")
        await page.get_by_label("Everybody").check()
        await page.get_by_role("button", name="See how many").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Assign: Basics?")
        await look(page, f"assign-review-{name}-{scheme}")
        for path in ("/assignments", "/assignments/1/end", "/invitations"):
            await page.goto(desk.url + path)
            await look(page, f"{path.strip('/').replace('/', '-')}-{name}-{scheme}")
        await page.context.close()
    expect_refusals(desk)


@pytest.mark.parametrize(("name", "view"), [("phone", PHONE), ("desktop", DESKTOP)])
@pytest.mark.parametrize("has_scripts", [True, False])
async def test_assign_by_hand(
    desk: Desk, name: str, view: dict[str, int], *, has_scripts: bool
) -> None:
    """From the menu to the board's department, with a double click; back and again is one."""
    page = await desk.open(viewport=view, java_script_enabled=has_scripts)
    await page.get_by_role("navigation", name="Main").get_by_text("Assignments").click()
    await page.get_by_role("link", name="Assign …").click()
    await page.get_by_label("Everybody").check()
    await page.get_by_label("Department", exact=True).select_option("Board")
    if has_scripts:
        await expect(page.get_by_label("A department")).to_be_checked()
    await page.get_by_label("A department").check()
    await page.get_by_label("Days", exact=True).fill("21")
    await page.get_by_label("Days", exact=True).press("Enter")
    await expect(page.get_by_text("2 people: it is new for 2")).to_be_visible()
    await page.get_by_role("button", name="Assign", exact=True).dblclick()
    await expect(page.get_by_role("status")).to_contain_text("Assigned as number 3.")
    await expect(page.get_by_role("rowheader", name="Department Board")).to_have_count(1)
    await page.reload()
    if has_scripts:
        await look(page, f"assigned-{name}")
    await page.get_by_role("link", name="End number 3").click()
    await page.get_by_role("button", name="End it").press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("Assignment 3 is ended.")

    assert len(desk.house.services.assignments.list_all()) == 3


async def test_invitations_are_downloaded(desk: Desk) -> None:
    """The sheet comes as a file, and the page stays."""
    desk.house.services.invitations.bot_name = "training_bot"
    page = await desk.open("/invitations", viewport=PHONE)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Make the file").click()
    path = await (await download.value).path()
    assert "Dan Dale" in path.read_text(encoding="utf-8")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Invitations")
