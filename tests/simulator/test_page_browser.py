"""The chat page in a real browser, with a bot played by hand."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.simulator import Person, Simulator
from tests.pictures import make_png

from .browser import (
    DESKTOP,
    PHONE,
    SCREENSHOTS,
    HandPlayedBot,
    Watcher,
    open_browser,
    overflow,
    place_of,
)
from .harness import TOKEN
from .screens import CARD, COMMANDS, EXPLAINED, HOME, QUESTION, screen
from .serving import serve as serve_page

pytestmark = pytest.mark.browser

ODD_NAME = '<b>&"'


@dataclass
class Stage:
    """A served simulator, its bot, and a browser that looks at it."""

    simulator: Simulator
    bot: HandPlayedBot
    browser: Browser
    url: str
    ana: Person
    watchers: list[Watcher]

    async def open(self, place: str = "", **context: Any) -> Page:
        """Open the page at a place, in a window of its own."""
        window = await self.browser.new_context(**{"viewport": DESKTOP, **context})
        page = await window.new_page()
        self.watchers.append(Watcher(page))
        await page.goto(f"{self.url}/{place}")
        return page

    async def open_chat(self, person: Person | None = None, **context: Any) -> Page:
        """Open a person's chat with the bot by its link."""
        page = await self.open(link(person or self.ana), **context)
        await expect(page.locator(".foot > *")).to_be_visible()
        return page


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """Ana has started the bot, others have not; no page may report an error."""
    simulator = Simulator(token=TOKEN, bot_name="Customer Academy", bot_username="academy_bot")
    ana = simulator.add_person("Ana", last_name="Kovač", note="learner")
    simulator.add_person("Ben", last_name="Okafor", note="learner", start_payload="inv-1")
    simulator.add_person(ODD_NAME, note="odd")
    simulator.press_start(ana.id)
    simulator.updates.clear()
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(open_browser())
        url = await stack.enter_async_context(serve_page(simulator))
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=20))
        bot = HandPlayedBot(client)
        await bot.call("setMyCommands", commands=COMMANDS)
        stage = Stage(simulator, bot, browser, url, ana, [])

        yield stage

        errors = [error for watcher in stage.watchers for error in watcher.errors]
        assert errors == []


def link(person: Person, chat_id: int | None = None) -> str:
    """Name the address of a chat as a person sees it."""
    return f"#/chat/{chat_id or person.id}/as/{person.id}"


def someone(stage: Stage, first_name: str) -> Person:
    """Find a person by name."""
    return next(p for p in stage.simulator.people.values() if p.first_name == first_name)


def last_message(page: Page) -> Locator:
    """Find the newest message."""
    return page.locator(".message").last


def button(page: Page, name: str) -> Locator:
    """Find a button by its words."""
    return page.get_by_role("button", name=name, exact=True)


async def test_start_sends_the_payload(stage: Stage) -> None:
    """START stands in place of the composer, follows the invitation, and hides its code."""
    ben = someone(stage, "Ben")
    await stage.bot.call("setMyDescription", description="Short lessons, a few minutes a day")
    page = await stage.open_chat(ben)
    await expect(page.get_by_text("Short lessons, a few minutes a day")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message")).to_have_count(0)

    await button(page, "Start").click()

    update = await stage.bot.next_update()
    assert update["message"]["text"] == "/start inv-1"
    assert update["message"]["from"]["id"] == ben.id
    await expect(last_message(page).locator(".text")).to_have_text("/start")
    await expect(page.locator(f'[data-chat-id="{ben.id}"] .row-last')).to_have_text("You: /start")
    await expect(page.get_by_text("inv-1")).to_have_count(0)
    await expect(button(page, "Edit message")).to_have_count(0)
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await expect(page).to_have_title("Customer Academy")


async def test_a_double_click_starts_once(stage: Stage) -> None:
    """Also for the fastest finger."""
    ben = someone(stage, "Ben")
    page = await stage.open_chat(ben)
    await expect(page.get_by_text("Press START and the bot will answer.")).to_be_visible()

    await button(page, "Start").dblclick()

    await expect(page.locator(".message")).to_have_count(1)
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    await page.wait_for_timeout(300)
    await expect(page.locator(".message")).to_have_count(1)
    assert stage.simulator.chat(ben.id).messages[0]["text"] == "/start inv-1"


async def test_nobody_answers(stage: Stage) -> None:
    """The page says so in plain words, whatever is pressed; START can be pressed again."""
    simulator = Simulator(token=TOKEN, bot_name="Academy")
    ana, ben = simulator.add_person("Ana"), simulator.add_person("Ben")
    simulator.press_start(ana.id)
    window = await stage.browser.new_context()
    taps, start = await window.new_page(), await window.new_page()
    async with serve_page(simulator) as url, httpx.AsyncClient(base_url=url) as client:
        await HandPlayedBot(client).send(ana.id, QUESTION)
        await taps.goto(f"{url}/{link(ana)}")
        await start.goto(f"{url}/{link(ben)}")
        await expect(button(taps, "B")).to_be_visible()
        await expect(button(start, "Start")).to_be_visible()

    for page, name in ((taps, "B"), (start, "Start")):
        await button(page, name).click()
        toast = page.get_by_test_id("toast")
        await expect(toast).to_have_text("The simulator cannot be reached")
        await expect(button(page, name)).to_be_enabled()
    await expect(taps.locator('[aria-busy="true"]')).to_have_count(0)
    await window.close()


async def test_only_words_are_called_edited(stage: Stage) -> None:
    """Messages that live by their buttons change all the time, also when the buttons go."""
    ana = stage.ana.id
    plain = await stage.bot.send(ana, screen("One"))
    sent = await stage.bot.send(ana, QUESTION)
    page = await stage.open_chat()

    await stage.bot.edit(ana, plain, screen("Two"))
    await stage.bot.edit(ana, sent, EXPLAINED)
    await expect(page.locator(f'[data-message-id="{sent}"]')).to_contain_text("Not quite")
    await stage.bot.edit(ana, sent, screen("Over"))

    await expect(page.locator(f'[data-message-id="{sent}"] .text')).to_have_text("Over")
    await expect(page.locator(f'[data-message-id="{plain}"] .edited')).to_have_text("edited")
    await expect(page.locator(".edited")).to_have_count(1)


async def test_the_focus_goes_on_to_new_buttons(stage: Stage) -> None:
    """Tab stops at the newest keyboard only; arrow keys lead to the older ones."""
    old = await stage.bot.send(stage.ana.id, CARD)
    page = await stage.open_chat()
    keys = page.locator(f'[data-message-id="{old}"] .key')
    await keys.nth(1).focus()
    await page.keyboard.press("Enter")
    await expect(keys.nth(1)).to_have_attribute("aria-busy", "true")

    new = await stage.bot.send(stage.ana.id, QUESTION)

    await expect(button(page, "A")).to_be_focused()
    await expect(keys.nth(0)).to_have_attribute("tabindex", "-1")
    await expect(page.locator(f'[data-message-id="{new}"] .key[tabindex="0"]')).to_have_count(5)
    await page.keyboard.press("ArrowUp")
    await expect(button(page, "Home")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowRight")
    await expect(keys.nth(1)).to_be_focused()


async def test_the_pencil_waits_for_a_tap_on_a_phone(stage: Stage) -> None:
    """A tap on an own message shows it, a tap elsewhere hides it."""
    stage.simulator.send_text(stage.ana.id, "Helo")
    page = await stage.open_chat(viewport=PHONE, is_mobile=True, has_touch=True)
    pencil = last_message(page).get_by_role("button", name="Edit message")
    await expect(pencil).to_have_css("opacity", "0")

    await last_message(page).locator(".text").tap()
    await expect(pencil).to_have_css("opacity", "1")
    await page.locator(".day").tap()
    await expect(pencil).to_have_css("opacity", "0")

    await last_message(page).locator(".text").tap()
    await pencil.tap()
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("Helo")


async def test_the_list_shows_how_a_message_ends(stage: Stage) -> None:
    """Screens begin alike; the last line tells them apart. Notes are never cut."""
    await stage.bot.send(stage.ana.id, HOME)
    note = "new colleague, not invited to the training yet"
    noor = stage.simulator.add_person("Noor", last_name="Haddad", note=note)
    page = await stage.open(viewport={"width": 320, "height": 700})

    last = page.locator(f'[data-chat-id="{stage.ana.id}"] .row-last')
    await expect(last).to_have_text(
        "Welcome back, Ana. Next: Hearing the quiet customers, card 3 of 6."
    )
    chip = page.locator(f'[data-chat-id="{noor.id}"] .row-note')
    await expect(chip).to_have_text(note)
    assert await chip.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert await overflow(page) == 0


@pytest.mark.parametrize("width", [390, 600, 900, 1280])
async def test_messages_line_up_with_what_is_below(stage: Stage, width: int) -> None:
    """Also when a scrollbar takes room."""
    for _ in range(6):
        await stage.bot.send(stage.ana.id, CARD)
    page = await stage.open_chat(viewport={"width": width, "height": 700})
    await expect(last_message(page).locator(".bubble")).to_be_visible()

    bubble = await place_of(last_message(page).locator(".bubble"))
    composer = await place_of(page.locator(".composer"))

    assert bubble["x"] == pytest.approx(composer["x"], abs=1)


async def test_a_tap_spins_until_its_answer_is_shown(stage: Stage) -> None:
    """And then the message changes in place."""
    sent = await stage.bot.send(stage.ana.id, QUESTION)
    page = await stage.open_chat()
    await button(page, "D").click()
    await expect(button(page, "D")).to_have_attribute("aria-busy", "true")
    update = await stage.bot.next_update()
    assert update["callback_query"]["data"] == "d"

    await stage.bot.answer(update, "Not quite: it's C")
    await stage.bot.edit(stage.ana.id, sent, EXPLAINED)

    await expect(page.get_by_test_id("toast")).to_have_text("Not quite: it's C")
    await expect(page.locator('[aria-busy="true"]')).to_have_count(0)
    await expect(button(page, "Next ▶")).to_be_focused()
    await expect(page.locator(f'[data-message-id="{sent}"]')).to_contain_text(
        "the odd one out is C"
    )
    await expect(page.locator(".edited")).to_have_count(0)


async def test_an_alert_waits_until_it_is_closed(stage: Stage) -> None:
    """A dialog with the bot's name; Escape closes it and gives the focus back."""
    await stage.bot.send(stage.ana.id, QUESTION)
    page = await stage.open_chat()
    await button(page, "A").click()
    await stage.bot.answer(await stage.bot.next_update(), "Time is up", show_alert=True)
    dialog = page.get_by_role("alertdialog", name="Customer Academy")
    await expect(dialog).to_contain_text("Time is up")

    await page.keyboard.press("Escape")

    await expect(dialog).to_have_count(0)
    await expect(button(page, "A")).to_be_focused()


async def test_an_edit_moves_nothing_and_folds_nothing(stage: Stage) -> None:
    """Who reads further up keeps the place and the opened quote; a new message is announced."""
    for _ in range(4):
        await stage.bot.send(stage.ana.id, CARD)
    read = await stage.bot.send(stage.ana.id, EXPLAINED)
    for _ in range(5):
        last = await stage.bot.send(stage.ana.id, CARD)
    page = await stage.open_chat()
    quote = page.locator(f'[data-message-id="{read}"] .expandable').first
    await quote.locator(".quote-toggle").click()
    await quote.scroll_into_view_if_needed()
    top = (await place_of(quote))["y"]

    await stage.bot.edit(stage.ana.id, 2, screen("Short now"))
    await stage.bot.edit(stage.ana.id, last, screen("Also short"))
    await expect(page.locator('[data-message-id="2"]')).to_contain_text("Short now")
    await expect(page.locator(f'[data-message-id="{last}"]')).to_contain_text("Also short")
    await stage.bot.send(stage.ana.id, screen("News"))
    await expect(last_message(page)).to_contain_text("News")

    assert (await place_of(quote))["y"] == pytest.approx(top, abs=1)
    await expect(quote).to_have_class(re.compile("is-open"))
    await button(page, "1 new message: go down").click()
    await expect(last_message(page)).to_be_in_viewport()


async def test_only_long_quotes_fold(stage: Stage) -> None:
    """Four lines show three; click and keyboard open them."""
    await stage.bot.send(stage.ana.id, EXPLAINED)
    page = await stage.open_chat()
    long, short = page.locator(".expandable").nth(0), page.locator(".expandable").nth(1)
    toggle = long.get_by_role("button", name="Show the whole quote")
    await expect(toggle).to_be_visible()
    await expect(short.locator(".quote-toggle")).to_be_hidden()
    folded = (await place_of(long))["height"]

    await toggle.focus()
    await page.keyboard.press("Enter")

    assert (await place_of(long))["height"] > folded + 15
    await long.locator(".quote-text").click()
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    assert (await place_of(long))["height"] == pytest.approx(folded, abs=1)


async def test_entities_nest_and_count_utf_16(stage: Stage) -> None:
    """Also when they overlap, and with characters of two units."""
    entities = [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "italic", "offset": 8, "length": 9},
        {"type": "text_link", "offset": 18, "length": 4, "url": "https://example.com/<x>"},
        {"type": "pre", "offset": 23, "length": 6, "language": "python"},
        {"type": "spoiler", "offset": 30, "length": 3},
    ]
    text = "😀 bold both ital link\ncode 1\nshh /learn"
    await stage.bot.send(stage.ana.id, {"text": text, "entities": entities})
    page = await stage.open_chat()
    message = last_message(page).locator(".text")

    parts = await message.evaluate("node => node.innerHTML")

    assert "<strong>bold <em>bo</em></strong><em>th ital</em>" in parts
    assert await message.locator("pre code").inner_text() == "code 1"
    spoiler = message.get_by_role("button", name="Spoiler: press to show")
    await spoiler.press("Enter")
    await expect(message.locator(".spoiler.is-open")).to_have_text("shh")
    await button(page, "/learn").click()
    assert (await stage.bot.next_update())["message"]["text"] == "/learn"


async def test_the_commands_menu(stage: Stage) -> None:
    """Behind the button, and while a command is typed."""
    page = await stage.open_chat()
    text = page.get_by_role("textbox", name="Message")
    await button(page, "Menu").click()
    await expect(page.get_by_role("option")).to_have_count(5)
    await page.get_by_role("option", name="/progress").click()
    assert (await stage.bot.next_update())["message"]["text"] == "/progress"

    await text.press_sequentially("/le")
    await expect(page.get_by_role("option")).to_have_count(2)
    await text.press("ArrowDown")
    await text.press("Enter")

    assert (await stage.bot.next_update())["message"]["text"] == "/lessons"
    await expect(text).to_have_value("")
    await expect(page.get_by_role("option")).to_have_count(0)


async def test_an_odd_name_is_shown_as_it_is(stage: Stage) -> None:
    """In the list, in the chat and in a group; nothing of it becomes markup."""
    odd = someone(stage, ODD_NAME)
    group = stage.simulator.add_group("<i>Lunch</i>", members=[stage.ana.id, odd.id])
    stage.simulator.send_text(odd.id, "<script>alert(1)</script>", group.id)
    page = await stage.open(link(stage.ana, group.id))

    await expect(page.locator(f'[data-chat-id="{odd.id}"]')).to_contain_text(ODD_NAME)
    await expect(page.locator(".sender")).to_have_text(ODD_NAME)
    await expect(last_message(page)).to_contain_text("<script>alert(1)</script>")
    await expect(page.get_by_role("heading", name="<i>Lunch</i>")).to_be_visible()
    await page.get_by_label("Speak as").select_option(ODD_NAME)
    await expect(page).to_have_url(re.compile(f"/as/{odd.id}$"))
    await expect(last_message(page)).to_have_class(re.compile("own"))


@pytest.mark.parametrize("width", [320, 390])
async def test_a_phone_shows_list_and_chat_apart(stage: Stage, width: int) -> None:
    """Back goes back, a link opens the chat at once, and nothing is wider than the phone."""
    viewport = {"width": width, "height": 700}
    for shown in (HOME, EXPLAINED, screen("W" * 90, rows=[[("A long word " * 4, "x")] * 3])):
        await stage.bot.send(stage.ana.id, shown)
    page = await stage.open(viewport=viewport, is_mobile=True, has_touch=True)
    row = page.locator(f'[data-chat-id="{stage.ana.id}"]')
    await expect(row).to_contain_text("Ana Kovač")
    await expect(row.get_by_label("3 unread")).to_be_visible()
    await expect(page.locator("main")).to_be_hidden()
    assert await overflow(page) == 0

    await row.tap()
    await expect(page.get_by_role("log")).to_be_visible()
    await expect(row).to_be_hidden()
    assert await overflow(page) == 0
    small = [
        await one.get_attribute("aria-label") or await one.inner_text()
        for one in await page.locator("button:visible:not(.link, .quote-toggle)").all()
        if (await place_of(one))["height"] < 44
    ]
    assert small == []
    await page.reload()
    await expect(page.get_by_role("log")).to_be_visible()
    await page.get_by_role("link", name="Back to the list of people").tap()
    await expect(row).to_be_visible()
    await expect(row.locator(".badge")).to_be_hidden()
    await page.go_back()
    await expect(page.get_by_role("log")).to_be_visible()


async def test_the_keyboard_is_enough(stage: Stage) -> None:
    """Choose a person, write, edit, tap, open and close a menu: without a mouse."""
    await stage.bot.send(stage.ana.id, QUESTION)
    page = await stage.open()
    await expect(page.locator("a.row").first).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    text = page.get_by_role("textbox", name="Message")
    await expect(text).to_be_focused()

    await page.keyboard.type("Helo")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("you")
    await page.keyboard.press("Enter")
    assert (await stage.bot.next_update())["message"]["text"] == "Helo\nyou"
    await expect(last_message(page)).to_contain_text("Helo")
    await page.keyboard.press("ArrowUp")
    await expect(text).to_have_value("Helo\nyou")
    await text.fill("Hello")
    await page.keyboard.press("Enter")
    assert (await stage.bot.next_update())["edited_message"]["text"] == "Hello"
    await expect(last_message(page)).to_contain_text("Hello")
    await expect(last_message(page)).to_contain_text("edited")

    await button(page, "B").focus()
    await page.keyboard.press("Enter")
    assert (await stage.bot.next_update())["callback_query"]["data"] == "b"
    await button(page, "Attach").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Document…")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(button(page, "Attach")).to_be_focused()


async def test_photos_documents_and_stickers(stage: Stage) -> None:
    """A sample photo is seen, a document can be had, a sticker is its emoji."""
    page = await stage.open_chat()

    for name in ("Sample photo", "Sample document", "Sticker"):
        await button(page, "Attach").click()
        await page.get_by_role("menuitem", name=name).click()
        await stage.bot.next_update()

    photo = page.get_by_role("img", name="Photo")
    await expect(photo).to_be_visible()
    assert await photo.evaluate("image => image.decode().then(() => image.naturalWidth)") == 960
    async with page.expect_download() as download:
        await page.get_by_role("link", name="sample.txt").click()
    assert (await download.value).suggested_filename == "sample.txt"
    await expect(page.get_by_role("img", name="Sticker 👋")).to_be_visible()


async def test_photo_of_the_bot_with_caption_and_button(stage: Stage) -> None:
    """A tall picture is seen whole, its words stand below it, and its button works."""
    page = await stage.open_chat(viewport=PHONE)
    markup = json.dumps({"inline_keyboard": [[{"text": "Next →", "callback_data": "card:2"}]]})
    fields = {"chat_id": str(stage.ana.id), "caption": "A tall poster", "reply_markup": markup}
    poster = make_png(70, 160, shade=99)
    url = f"/bot{TOKEN}/sendPhoto"
    await stage.bot.client.post(url, data=fields, files={"photo": ("poster.png", poster)})

    photo = page.get_by_role("img", name="Photo: A tall poster")
    await expect(photo).to_be_visible()
    await expect(page.locator(".message.other .text").last).to_have_text("A tall poster")
    assert await photo.evaluate("image => getComputedStyle(image).objectFit") == "contain"
    assert round((await place_of(photo))["height"], 2) <= 420  # places are binary fractions
    assert await overflow(page) == 0
    await button(page, "Next →").click()
    assert (await stage.bot.next_update())["callback_query"]["data"] == "card:2"


async def test_block_and_unblock(stage: Stage) -> None:
    """Both stand where one looks for them."""
    page = await stage.open_chat()
    await button(page, "More").click()
    await page.get_by_role("menuitem", name="Stop and block the bot").click()

    await button(page, "Unblock").click()

    statuses = [(await stage.bot.next_update())["my_chat_member"] for _ in range(2)]
    assert [s["new_chat_member"]["status"] for s in statuses] == ["kicked", "member"]
    await expect(page.get_by_role("textbox", name="Message")).to_be_visible()


async def test_a_reply_keyboard_and_typing(stage: Stage) -> None:
    """The keyboard writes its words; the bar says that the bot is typing until it wrote."""
    page = await stage.open_chat()
    await stage.bot.call("sendChatAction", chat_id=stage.ana.id, action="typing")
    await expect(page.get_by_text("typing…")).to_be_visible()
    markup = {"keyboard": [[{"text": "Yes"}, "No"]], "one_time_keyboard": True}
    await stage.bot.send(stage.ana.id, screen("Sure?"), reply_markup=markup)
    await expect(page.get_by_text("typing…")).to_have_count(0)

    await button(page, "No").click()

    assert (await stage.bot.next_update())["message"]["text"] == "No"
    await expect(button(page, "No")).to_be_hidden()


async def test_many_events_are_few_fetches(stage: Stage) -> None:
    """A hundred messages in a row end with the last one shown."""
    page = await stage.open_chat()
    fetches: list[str] = []
    page.on("request", lambda request: fetches.append(request.url))

    for number in range(100):
        stage.simulator.send_text(stage.ana.id, f"Message {number}")

    await expect(last_message(page)).to_contain_text("Message 99")
    await expect(last_message(page)).to_be_in_viewport()
    assert len([url for url in fetches if "/chats/" in url]) < 20


async def test_the_page_comes_back_after_the_server(stage: Stage) -> None:
    """It says that it is reconnecting, and then shows what was missed."""
    simulator = Simulator(token=TOKEN, bot_name="Academy")
    ana = simulator.add_person("Ana")
    simulator.press_start(ana.id)
    async with serve_page(simulator) as url:
        window = await stage.browser.new_context()
        page = await window.new_page()
        await page.goto(f"{url}/{link(ana)}")
        await expect(last_message(page)).to_contain_text("/start")
    await expect(page.get_by_text("Reconnecting…")).to_be_visible()

    again = Simulator.load(simulator.dump(), token=TOKEN, bot_name="Academy")
    again.send_text(ana.id, "Still here?")
    async with serve_page(again, int(url.rpartition(":")[2])):
        await expect(last_message(page)).to_contain_text("Still here?", timeout=10_000)
        await expect(page.get_by_text("Reconnecting…")).to_have_count(0)
        await window.close()


async def test_it_looks_like_a_messenger(stage: Stage) -> None:
    """Screens for people to look at, light and dark; the dark one is dark."""
    SCREENSHOTS.mkdir(exist_ok=True)
    ana = stage.ana.id
    await stage.bot.send(ana, HOME)
    stage.simulator.send_text(ana, "/learn")
    await stage.bot.send(ana, CARD)
    sent = await stage.bot.send(ana, QUESTION)
    desktop = await stage.open_chat()
    phone = await stage.open_chat(viewport=PHONE, is_mobile=True, has_touch=True)
    phone_list = await stage.open(viewport=PHONE, is_mobile=True, has_touch=True)
    await desktop.screenshot(path=SCREENSHOTS / "page-desktop.png")
    await stage.bot.edit(ana, sent, EXPLAINED)
    dark = await stage.open_chat(color_scheme="dark")

    for page, name in ((phone, "phone"), (phone_list, "phone-list"), (dark, "dark")):
        await expect(page.get_by_text("like an orchestra").last).to_be_visible()
        await page.evaluate("document.fonts.ready")
        await page.screenshot(path=SCREENSHOTS / f"page-{name}.png")

    bubble = dark.locator(".other .bubble").last
    colour = await bubble.evaluate("node => getComputedStyle(node).backgroundColor")
    assert max(map(int, re.findall(r"\d+", colour)[:3])) < 90
    assert await overflow(desktop) == 0
    policy = (await stage.bot.client.get("/")).headers["content-security-policy"]
    assert "default-src 'self'" in policy
