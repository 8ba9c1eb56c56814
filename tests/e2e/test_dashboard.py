"""The dashboard from the chat: two ways in where there is a public address, and none without."""

import httpx

from bot.bundle import Services
from bot.config import Settings
from bot.learning.people import Role
from bot.web.application import create_web
from tests.conftest import FakeClock
from tests.e2e.stage import Stage, list_buttons


async def read_page(services: Services, link: str) -> str:
    """Open a link, press its button, and return the page that follows."""
    app = create_web(services, lambda _: None)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="https://bot.example.org"
    ) as browser:
        await browser.get(link)
        code = httpx.URL(link).params["code"]
        entered = await browser.post("/dashboard/enter", data={"code": code})
        assert entered.status_code == 303
        return (await browser.get("/dashboard")).text


async def test_hr_opens_it_from_the_chat(settings: Settings, clock: FakeClock) -> None:
    """In Telegram or in the browser; links are not opened for a preview."""
    public = settings.model_copy(update={"public_url": "https://bot.example.org"})
    async with Stage(public, clock).running() as stage:
        await stage.member(first_name="Ana")
        hana = await stage.member(Role.HR, "Hana")
        await hana.says("/dashboard")

        hana.sees("Dashboard", "once, within 15 minutes")
        (here,), (browser,), _ = hana.last["reply_markup"]["inline_keyboard"]
        assert here["web_app"]["url"] == "https://bot.example.org/dashboard/app"
        assert "Ana Kovač" in await read_page(stage.services, browser["url"])
        sent = [params for method, params in stage.simulator.calls if method == "sendMessage"]
        assert sent[-1]["link_preview_options"]["is_disabled"]


async def test_no_dead_button_without_an_address(stage: Stage) -> None:
    """The chat says where the dashboard is, and offers nothing to tap but Home."""
    cleo = await stage.member(Role.MANAGER, "Cleo")
    await cleo.says("/dashboard")

    cleo.sees("no public address", "run_bot.py dashboard")
    assert [text for text, _ in list_buttons(cleo.last)] == ["Home"]
