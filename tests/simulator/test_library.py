"""The real client library talks to the simulator as it talks to Telegram."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    LinkPreviewOptions,
    MessageEntity,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest, Conflict, Forbidden

from bot.simulator import Person, Simulator


async def test_the_library_understands_who_the_bot_is(bot: Bot) -> None:
    """GetMe answers what the library wants to know."""
    assert bot.username == "training_bot"
    assert bot.id == 12345


async def test_a_start_link_arrives_as_a_command(
    bot: Bot, simulator: Simulator, ana: Person
) -> None:
    """The payload follows /start, which is marked as a command."""
    simulator.press_start(ana.id, "invite-1")

    [update] = await bot.get_updates()

    assert update.message is not None
    assert update.message.text == "/start invite-1"
    assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
    assert update.effective_user is not None
    assert update.effective_user.full_name == "Ana Kovač"


async def test_a_message_with_entities_and_buttons_comes_back_whole(
    bot: Bot, simulator: Simulator, ana: Person
) -> None:
    """Entities count in UTF-16 units and buttons are shown."""
    sent = await bot.send_message(
        ana.id,
        "🎉 Lesson 1 is done",
        entities=[MessageEntity("bold", 3, 8)],
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Next", callback_data="n")]]),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
    )

    assert sent.parse_entity(sent.entities[0]) == "Lesson 1"
    shown = simulator.chat(ana.id).messages[-1]
    assert shown["from"]["is_bot"] is True
    assert shown["reply_markup"] == {"inline_keyboard": [[{"text": "Next", "callback_data": "n"}]]}


async def test_a_tap_is_delivered_and_answered(bot: Bot, simulator: Simulator, ana: Person) -> None:
    """A tap spins until the bot answers it."""
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("A", callback_data="a")]])
    sent = await bot.send_message(ana.id, "Which?", reply_markup=markup)
    tapped = simulator.tap(ana.id, sent.message_id, "a")

    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert simulator.unanswered_callbacks() == [tapped]
    await update.callback_query.answer("Right", show_alert=True)

    assert update.callback_query.data == "a"
    assert simulator.callback_answers[tapped] == {"text": "Right", "show_alert": True}
    assert simulator.unanswered_callbacks() == []


async def test_a_tap_on_a_deleted_message_says_so(
    bot: Bot, simulator: Simulator, ana: Person
) -> None:
    """The message of the query is then inaccessible: nothing but its id and chat is told."""
    sent = await bot.send_message(ana.id, "Which?")
    await sent.delete()
    simulator.forge_tap(ana.id, sent.message_id, "stale")

    [update] = await bot.get_updates()

    assert update.callback_query is not None
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_every_kind_of_content_can_be_read(
    bot: Bot, simulator: Simulator, ana: Person
) -> None:
    """Whatever people send, the library makes an update of it."""
    simulator.send_sticker(ana.id)
    simulator.send_photo(ana.id, caption="Look")
    simulator.send_document(ana.id, "notes.txt", b"notes")
    mine = simulator.send_text(ana.id, "Helo")
    simulator.edit_text(ana.id, mine["message_id"], "Hello")
    simulator.block(ana.id)

    updates = await bot.get_updates()

    sticker, photo, document, text, edited, blocked = updates
    assert sticker.message is not None
    assert sticker.message.sticker is not None
    assert photo.message is not None
    assert photo.message.caption == "Look"
    assert document.message is not None
    assert document.message.document is not None
    assert document.message.document.mime_type == "text/plain"
    assert text.message is not None
    assert edited.edited_message is not None
    assert edited.edited_message.text == "Hello"
    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"


async def test_files_go_up_and_come_down(bot: Bot, ana: Person) -> None:
    """A document is sent as multipart, downloaded, and sent again by its id."""
    sent = await bot.send_document(
        ana.id, InputFile(b"a,b\n1,2\n", filename="report.csv"), caption="The report"
    )
    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)

    assert bytes(await file.download_as_bytearray()) == b"a,b\n1,2\n"
    assert sent.document.file_name == "report.csv"
    again = await bot.send_document(ana.id, sent.document.file_id)
    assert again.document is not None
    assert again.document.file_unique_id == sent.document.file_unique_id


async def test_menus_are_set_by_scope_and_language(
    bot: Bot, simulator: Simulator, ana: Person
) -> None:
    """A chat's own menu wins; within a scope the person's language does."""
    jan = simulator.add_person("Jan", language_code="de-AT")
    await bot.set_my_commands([BotCommand("learn", "Learn")])
    await bot.set_my_commands([BotCommand("learn", "Lernen")], language_code="de")
    await bot.set_my_commands([BotCommand("report", "See")], scope=BotCommandScopeChat(ana.id))

    assert simulator.commands_for(jan.id) == [{"command": "learn", "description": "Lernen"}]
    assert simulator.commands_for(ana.id) == [{"command": "report", "description": "See"}]
    await bot.delete_my_commands(scope=BotCommandScopeChat(ana.id))
    assert simulator.commands_for(ana.id) == [{"command": "learn", "description": "Learn"}]
    assert await bot.get_my_commands() == (BotCommand("learn", "Learn"),)
    assert await bot.set_my_description("Teaches")
    assert await bot.set_my_short_description("Teaches")


async def test_errors_become_the_library_s_own(bot: Bot, simulator: Simulator, ana: Person) -> None:
    """The library knows the server's words."""
    sent = await bot.send_message(ana.id, "Hello")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("Hello")
    simulator.block(ana.id)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "Hello?")
    simulator.fail_next("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_webhook_calls_are_harmless(bot: Bot, simulator: Simulator, ana: Person) -> None:
    """There is no webhook, but its calls work."""
    simulator.send_text(ana.id, "Hello")

    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert simulator.pending_updates() == []


async def test_other_keyboards_are_the_chat_s_and_not_the_message_s(bot: Bot, ana: Person) -> None:
    """Only inline keyboards come back, and only such messages can be edited."""
    sent = await bot.send_message(ana.id, "Bye", reply_markup=ReplyKeyboardRemove())

    assert sent.reply_markup is None
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sent.edit_text("Hello")
