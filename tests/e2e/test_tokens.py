"""HR's tokens for the API in the chat: shown once, used at once, gone when they are revoked."""

import re

import pytest

from bot.config import Settings
from bot.learning.accesses import Reader
from bot.learning.people import ActorOrigin, Role
from bot.storage.tables import Person
from tests.conftest import FakeClock
from tests.e2e.stage import Actor, Stage, list_buttons
from tests.web.api import Client


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a web server."""
    return settings.model_copy(update={"web_port": 8080})


def read_secret(hana: Actor) -> str:
    """Return the token that was shown last."""
    [secret] = [found for m in hana.heard for found in re.findall(r"tb_[\w-]{40,}", m["text"])]
    return str(secret)


async def ask(stage: Stage, secret: str) -> int:
    """Ask the API; return the status."""
    client = Client(stage.services, secret)
    async with client.http:
        return (await client.get()).status_code


async def test_hr_makes_uses_and_revokes_a_token(stage: Stage) -> None:
    """The message with it turns into the list; revoking asks once more, and holds at once."""
    hana = await stage.member(Role.HR, "Hana")
    assert "tokens" in {c["command"] for c in stage.simulator.commands_for(hana.id)}
    await hana.says("/tokens")
    hana.sees("There is none.", "http://127.0.0.1:8080/api/v1", "/tokens payroll")
    await hana.says("/tokens payroll  of Acme")
    hana.sees("Token for payroll of Acme", "nobody can show it again", "23 Nov 2027")
    secret = read_secret(hana)
    assert await ask(stage, secret) == 200
    await hana.taps("Delete message")
    hana.sees("payroll of Acme", "used 23 Nov 2026, 09:00 UTC", "of Hana")
    assert not any(secret in message["text"] for message in hana.heard)

    await hana.taps("Revoke #1")
    hana.sees("Revoke payroll of Acme?")
    assert await ask(stage, secret) == 200
    await hana.taps("Yes, revoke it")
    assert hana.toast == "Revoked. It opens nothing any more."
    hana.sees("There is none.")
    assert await ask(stage, secret) == 401
    await hana.forges("token!:1")
    assert "no such token" in hana.toast


async def test_command_that_was_cut_off_is_one_token(stage: Stage) -> None:
    """Handled again after a crash it has another secret: nobody has seen the first one."""
    hana = await stage.member(Role.HR, "Hana")
    coming = Reader(ActorOrigin.CHAT, 1, update_id=stage.simulator.updates.next_id)
    unseen = stage.services.tokens.create(1, "payroll", coming).secret
    await hana.says("/tokens payroll")

    assert len(stage.services.tokens.list_all()) == 1
    assert await ask(stage, read_secret(hana)) == 200
    assert await ask(stage, unseen) == 401


async def test_odd_names_and_too_many_are_refused(stage: Stage) -> None:
    """Kindly, and nothing is made."""
    hana = await stage.member(Role.HR, "Hana")
    for name in ("?!", "x" * 41, "\u200b"):
        await hana.says(f"/tokens {name}")
        hana.sees("plain letters and digits")
    for number in range(20):
        await hana.says(f"/tokens system {number}")
    await hana.says("/tokens one more")
    hana.sees("20 tokens are in use")
    await hana.says("/tokens")
    hana.sees("#20 system 19", "… and 12 more: run_bot.py token list")
    assert len(list_buttons(hana.last)) == 9


async def test_who_loses_the_role_sees_no_token(stage: Stage) -> None:
    """Their token rests, and another one in HR sees that."""
    hana = await stage.member(Role.HR, "Hana")
    zoe = await stage.member(Role.ADMIN, "Zoe")
    await hana.says("/tokens payroll")
    secret = read_secret(hana)
    with stage.services.library._database.writing() as session:
        person = session.get_one(Person, 1)
        person.role = Role.TRAINER
        session.add(person)

    assert await ask(stage, secret) == 401
    await hana.says("/tokens")
    hana.sees("I don't know that command.")
    await zoe.says("/tokens")
    zoe.sees("⏸", "#1 payroll", "of Hana")
    await zoe.taps("Revoke #1")
    await zoe.taps("Yes, revoke it")
    zoe.sees("There is none.")


async def test_without_a_web_server_there_are_no_tokens(
    settings: Settings, clock: FakeClock
) -> None:
    """Neither in the menu nor by the command."""
    async with Stage(settings.model_copy(update={"web_port": None}), clock).running() as stage:
        hana = await stage.member(Role.HR, "Hana")
        await hana.says("/tokens payroll")

        hana.sees("web server, which is off here")
        assert stage.services.tokens.list_all() == []
        assert "tokens" not in {c["command"] for c in stage.simulator.commands_for(hana.id)}
