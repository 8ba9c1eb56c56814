"""Screens that lead to the dashboard."""

from bot.chat.richtext import bold, code
from bot.chat.screen import Link, Screen
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.learning.signin import LINK_LIFE


def show(address: str, pass_code: str) -> Screen:
    """Offer the dashboard inside Telegram, and by a link for a browser."""
    minutes = int(LINK_LIFE.total_seconds()) // 60
    text = lines(
        bold("Dashboard"),
        "Open it here, or in your browser. The link for the browser works once, within "
        f"{minutes} minutes, and is for you only: do not pass it on.",
    )
    here = Link("Open here", f"{address}/app", is_app=True)
    browser = Link("Open in the browser", f"{address}/enter?code={pass_code}")
    return Screen(text, [[here], [browser], [HOME]])


def show_demo(address: str, pass_code: str) -> Screen:
    """Offer the dashboard of the demo, in the browser that shows this chat."""
    text = lines(
        bold("Dashboard"),
        "With demo data: nobody in it is real. In life it opens inside Telegram, too, and each "
        "link to it works once.",
    )
    browser = Link("Open the dashboard", f"{address}/enter?code={pass_code}")
    return Screen(text, [[browser], [HOME]])


def explain() -> Screen:
    """Say how to open the dashboard where it has no public address."""
    text = lines(
        bold("Dashboard"),
        "It has no public address here, so there is no link to it in the chat.",
        "On the computer where the bot runs, this prints a link: " + code("run_bot.py dashboard"),
    )
    return Screen(text, [[HOME]])
