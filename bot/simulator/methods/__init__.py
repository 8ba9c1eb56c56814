"""What each method does, by its name; getUpdates stands apart because it waits."""

from collections.abc import Callable
from typing import Any

from bot.simulator.methods import callbacks, files, general, messages, webhooks
from bot.simulator.parameters import Params
from bot.simulator.world import World

METHODS: dict[str, Callable[[World, Params], Any]] = {
    "getMe": general.get_me,
    "setWebhook": webhooks.set_webhook,
    "deleteWebhook": webhooks.delete_webhook,
    "getWebhookInfo": webhooks.get_webhook_info,
    "setMyCommands": general.set_my_commands,
    "deleteMyCommands": general.delete_my_commands,
    "getMyCommands": general.get_my_commands,
    "setMyDescription": general.set_my_description,
    "setMyShortDescription": general.set_my_short_description,
    "sendMessage": messages.send_message,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "deleteMessage": messages.delete_message,
    "sendChatAction": messages.send_chat_action,
    "sendDocument": files.send_document,
    "sendPhoto": files.send_photo,
    "getFile": files.get_file,
    "answerCallbackQuery": callbacks.answer_callback_query,
}
