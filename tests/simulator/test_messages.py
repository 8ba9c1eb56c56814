"""Sending, editing, deleting and answering keep the server's rules."""

import logging

import pytest

from bot.simulator import Person, Simulator, SimulatorError

from .harness import TOKEN, Api, Clock, keyboard

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_bot_cannot_write_first(api: Api, simulator: Simulator) -> None:
    """Nor to somebody whom nobody knows."""
    jan = simulator.add_person("Jan")

    refused = await api.refused("sendMessage", chat_id=jan.id, text="Hello")
    assert refused == (403, "Forbidden: bot can't initiate conversation with a user")
    refused = await api.refused("sendMessage", chat_id=jan.id + 1, text="Hello")
    assert refused == (400, "Bad Request: chat not found")
    refused = await api.refused("sendMessage", chat_id="@nobody", text="Hello")
    assert refused == (400, "Bad Request: chat not found")


async def test_who_blocked_the_bot_hears_nothing_until_start(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """START unblocks."""
    simulator.block(ana.id)
    for method in ("sendMessage", "sendChatAction"):
        more = {"text": "Hello"} if method == "sendMessage" else {"action": "typing"}
        refused = await api.refused(method, chat_id=ana.id, **more)
        assert refused == (403, "Forbidden: bot was blocked by the user")
    with pytest.raises(SimulatorError, match="presses START"):
        simulator.send_text(ana.id, "Hello?")

    simulator.press_start(ana.id)
    await api.send()

    kinds = [list(update)[1] for update in simulator.pending_updates()]
    assert kinds == ["my_chat_member", "my_chat_member", "message"]


async def test_an_edit_must_change_something(api: Api, simulator: Simulator, clock: Clock) -> None:
    """Text, entities and keyboard count; without reply_markup the keyboard goes."""
    sent = await api.send("Question", reply_markup=keyboard([("A", "a")]))
    message = {"chat_id": api.chat_id, "message_id": sent["message_id"]}
    same = {**message, "text": "Question ", "reply_markup": keyboard([("A", "a")])}

    assert await api.refused("editMessageText", **same) == (400, NOT_MODIFIED)
    clock.advance(5)
    edited = await api.call("editMessageText", **message, text="Question")

    assert "reply_markup" not in edited
    assert edited["edit_date"] == sent["date"] + 5
    assert simulator.chat(api.chat_id).messages[-1] == edited
    assert await api.refused("editMessageText", **message, text="Question") == (400, NOT_MODIFIED)
    assert await api.refused("editMessageReplyMarkup", **message) == (400, NOT_MODIFIED)
    markup = keyboard([("B", "b")])
    edited = await api.call("editMessageReplyMarkup", **message, reply_markup=markup)
    assert (edited["text"], edited["reply_markup"]) == ("Question", markup)


async def test_only_own_messages_that_exist_can_be_edited(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """A person's message and a missing one are refused in different words."""
    mine = simulator.send_text(ana.id, "Mine")
    edit = {"chat_id": ana.id, "text": "Yours"}

    refused = await api.refused("editMessageText", **edit, message_id=mine["message_id"])
    assert refused == (400, "Bad Request: message can't be edited")
    refused = await api.refused("editMessageText", **edit, message_id=99)
    assert refused == (400, "Bad Request: message to edit not found")
    refused = await api.refused("editMessageText", **edit)
    assert refused == (400, "Bad Request: message identifier is not specified")


async def test_messages_are_deleted_once_and_within_two_days(
    api: Api, simulator: Simulator, ana: Person, clock: Clock
) -> None:
    """The bot may delete a person's message in a private chat, too."""
    sent, mine = await api.send(), simulator.send_text(ana.id, "secret")
    old = await api.send()
    for message in (sent, mine):
        message_id = message["message_id"]
        assert await api.call("deleteMessage", chat_id=ana.id, message_id=message_id) is True
        refused = await api.refused("deleteMessage", chat_id=ana.id, message_id=message_id)
        assert refused == (400, "Bad Request: message to delete not found")
    clock.advance(48 * 3600 + 1)

    refused = await api.refused("deleteMessage", chat_id=ana.id, message_id=old["message_id"])

    assert refused == (400, "Bad Request: message can't be deleted")
    assert [m["message_id"] for m in simulator.chat(ana.id).messages] == [1, old["message_id"]]


async def test_a_tap_is_answered_once_and_in_time(
    api: Api, simulator: Simulator, ana: Person, clock: Clock
) -> None:
    """Everything else is too old."""
    sent = await api.send(reply_markup=keyboard([("A", "a")]))
    tap = simulator.tap(ana.id, sent["message_id"], "a")

    refused = await api.refused("answerCallbackQuery", callback_query_id=tap, text="x" * 201)
    assert refused == (400, "Bad Request: MESSAGE_TOO_LONG")
    assert await api.call("answerCallbackQuery", callback_query_id=tap) is True
    assert simulator.callback_answers == {tap: {"text": "", "show_alert": False}}
    assert await api.refused("answerCallbackQuery", callback_query_id=tap) == (400, TOO_OLD)
    assert await api.refused("answerCallbackQuery", callback_query_id="7") == (400, TOO_OLD)
    late = simulator.tap(ana.id, sent["message_id"], "a")
    clock.advance(61)
    assert await api.refused("answerCallbackQuery", callback_query_id=late) == (400, TOO_OLD)
    assert simulator.unanswered_callbacks() == [late]


async def test_people_can_tap_only_what_is_there(
    api: Api, simulator: Simulator, ana: Person
) -> None:
    """Anything else needs a forger."""
    sent = await api.send(reply_markup=keyboard([("A", "a")]))

    with pytest.raises(SimulatorError, match="has no button 'b'"):
        simulator.tap(ana.id, sent["message_id"], "b")
    simulator.forge_tap(ana.id, sent["message_id"], "b")

    assert simulator.pending_updates()[-1]["callback_query"]["data"] == "b"


async def test_typing_is_shown_for_five_seconds_or_until_a_message(
    api: Api, simulator: Simulator, ana: Person, clock: Clock
) -> None:
    """And only known actions exist."""
    refused = await api.refused("sendChatAction", chat_id=ana.id, action="dancing")
    assert refused == (400, "Bad Request: wrong parameter action in request")
    await api.call("sendChatAction", chat_id=ana.id, action="typing")
    assert simulator.typing(ana.id)
    clock.advance(6)
    assert not simulator.typing(ana.id)
    await api.call("sendChatAction", chat_id=ana.id, action="typing")
    await api.send()
    assert not simulator.typing(ana.id)


async def test_replies_name_a_message_of_the_chat(api: Api) -> None:
    """Unless the bot may do without."""
    first = await api.send("First")
    sent = await api.send("Second", reply_parameters={"message_id": first["message_id"]})
    assert sent["reply_to_message"] == first

    words = await api.send_refused(reply_parameters={"message_id": 99})
    assert words == "Bad Request: message to be replied not found"
    free = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await api.send(reply_parameters=free)


async def test_unknown_things_are_said_loudly(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    """Parameters, methods and what is not simulated."""
    with caplog.at_level(logging.WARNING, logger="bot.simulator"):
        words = await api.send_refused(txt="Hello")
        refused = await api.refused("sendDice", chat_id=api.chat_id)

    assert words == 'Bad Request: unknown parameter "txt" of sendMessage'
    assert refused == (404, "Not Found: method not found")
    assert "unknown parameter 'txt'" in caplog.text
    assert "no method sendDice" in caplog.text
    assert await api.send_refused(message_thread_id=5) == (
        'Bad Request: the simulator does not support "message_thread_id" of sendMessage'
    )
    assert await api.send_refused(link_preview_options={"disabled": True}) == (
        'Bad Request: the simulator does not support field "disabled" of "link_preview_options"'
    )


async def test_parameters_have_types(api: Api) -> None:
    """Required ones must be there."""
    assert await api.send_refused(disable_notification="maybe") == (
        'Bad Request: parameter "disable_notification" of sendMessage must be of type Boolean'
    )
    assert await api.refused("sendMessage", text="x") == (400, "Bad Request: chat_id is empty")
    refused = await api.refused("deleteMessage", chat_id=api.chat_id, message_id="first")
    words = 'parameter "message_id" of deleteMessage must be of type Integer'
    assert refused == (400, f"Bad Request: {words}")
    assert await api.send_refused(entities="[") == (
        'Bad Request: parameter "entities" of sendMessage must be of type Array'
    )


async def test_parameters_come_by_query_form_or_json(api: Api, simulator: Simulator) -> None:
    """And methods in any case."""
    params = {"chat_id": str(api.chat_id), "text": "Hello"}

    by_query = await api.client.get(f"/bot{TOKEN}/SENDMESSAGE", params=params)
    by_form = await api.client.post(f"/bot{TOKEN}/sendmessage", data=params)
    by_parts = await api.client.post(
        f"/bot{TOKEN}/sendMessage",
        files={"text": (None, "Hello")},
        params={"chat_id": params["chat_id"]},
    )

    assert [r.json()["ok"] for r in (by_query, by_form, by_parts)] == [True] * 3
    assert simulator.calls == [("sendMessage", {"chat_id": api.chat_id, "text": "Hello"})] * 3


async def test_bodies_that_cannot_be_read_are_refused(api: Api) -> None:
    """In JSON, like every other error."""
    url = f"/bot{TOKEN}/getMe"

    async def words(content_type: str, content: bytes) -> str:
        headers = {"content-type": content_type}
        response = await api.client.post(url, content=content, headers=headers)
        assert response.status_code == 400
        return str(response.json()["description"])

    assert await words("application/json", b"{") == "Bad Request: can't parse JSON object"
    assert await words("application/json", b"[]") == "Bad Request: object expected in the body"
    assert "can't parse the form" in await words("multipart/form-data", b"x")
    assert "unsupported content type" in await words("text/plain", b"x")


async def test_tokens_are_checked(api: Api) -> None:
    """A wrong one is unauthorized, a malformed one not found."""
    wrong = await api.client.get(f"/bot{TOKEN}x/getMe")
    malformed = await api.client.get("/botnonsense/getMe")

    assert wrong.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert malformed.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_an_error_can_be_planned(api: Api) -> None:
    """For tests of what the bot does then; the call after it works again."""
    api.simulator.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)

    response = await api.post("sendMessage", json={"chat_id": api.chat_id, "text": "Hello"})

    assert response.status_code == 429
    assert response.json()["parameters"] == {"retry_after": 3}
    await api.send()


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([{"command": "Learn", "description": "Learn"}], "BOT_COMMAND_INVALID"),
        ([{"command": "x" * 33, "description": "Learn"}], "BOT_COMMAND_INVALID"),
        ([{"command": "learn", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "learn", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "learn", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_have_rules(api: Api, commands: list[dict[str, str]], words: str) -> None:
    """A hundred commands with short names and descriptions."""
    assert await api.refused("setMyCommands", commands=commands) == (400, f"Bad Request: {words}")


async def test_menus_need_a_scope_and_language_that_exist(api: Api) -> None:
    """Also when they are read or deleted."""
    refused = await api.refused("getMyCommands", scope={"type": "chat", "chat_id": 5})
    assert refused == (400, "Bad Request: chat not found")
    refused = await api.refused("getMyCommands", language_code="english")
    assert refused == (400, "Bad Request: invalid language code specified")
    refused = await api.refused("setMyDescription", description="x" * 513)
    assert refused == (400, "Bad Request: description is longer than 512 characters")
