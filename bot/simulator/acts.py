"""What people do: write, tap, send files, block. Each act reaches the bot as an update."""

import re
from typing import Any

from bot.simulator import keyboards
from bot.simulator.errors import SimulatorError
from bot.simulator.files import PIXEL, Upload, image_size
from bot.simulator.people import Chat, Message, Person
from bot.simulator.texts import MAX_TEXT, add_found, clean, trim, utf16_length
from bot.simulator.world import World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class People(World):
    """A world in which people act."""

    def send_text(
        self,
        person_id: int,
        text: str,
        chat_id: int | None = None,
        *,
        reply_to: int | None = None,
    ) -> Message:
        """Write a message, in the private chat with the bot unless another is named."""
        content = _text_content(text)
        if reply_to is not None:
            content["reply_to_message"] = _without_reply(
                self._message(person_id, reply_to, chat_id)
            )
        return self._send(person_id, content, chat_id)

    def press_start(self, person_id: int, payload: str | None = None) -> Message:
        """Press START, or follow a link `t.me/BOT?start=PAYLOAD`; also unblocks the bot."""
        if payload is not None and not PAYLOAD.fullmatch(payload):
            raise SimulatorError("A start payload has 1 to 64 characters of A-Z, a-z, 0-9, _ and -")
        if self.chat(person_id).is_blocked:
            self.unblock(person_id)
        return self.send_text(person_id, f"/start {payload}" if payload else "/start")

    def send_sticker(self, person_id: int, chat_id: int | None = None) -> Message:
        """Send a sticker of a waving hand."""
        stored = self.files.add(Upload("sticker.webp", "image/webp", b"RIFF"), "stickers")
        looks = {"type": "regular", "width": 512, "height": 512, "emoji": "👋"}
        kind = {"is_animated": False, "is_video": False}
        return self._send(person_id, {"sticker": {**stored.as_json(), **looks, **kind}}, chat_id)

    def send_photo(
        self,
        person_id: int,
        data: bytes = PIXEL,
        caption: str = "",
        chat_id: int | None = None,
    ) -> Message:
        """Send a photo, PNG or JPEG."""
        size = image_size(data)
        if size is None:
            raise SimulatorError("A photo is a PNG or a JPEG")
        stored = self.files.add(Upload("photo.jpg", "image/jpeg", data), "photos")
        photo = {**stored.as_json(), "width": size[0], "height": size[1]}
        return self._send(person_id, {"photo": [photo], **_caption(caption)}, chat_id)

    def send_document(  # noqa: PLR0913 - what a message with a file holds
        self,
        person_id: int,
        file_name: str,
        data: bytes,
        caption: str = "",
        chat_id: int | None = None,
        *,
        album: str | None = None,
    ) -> Message:
        """Send a file; those sent in one go share the name of an album."""
        stored = self.files.add(Upload(file_name, "", data), "documents")
        looks = {"file_name": file_name, "mime_type": stored.content_type}
        content = {"document": {**stored.as_json(), **looks}, **_caption(caption)}
        if album is not None:
            content["media_group_id"] = album
        return self._send(person_id, content, chat_id)

    def edit_text(
        self, person_id: int, message_id: int, text: str, chat_id: int | None = None
    ) -> Message:
        """Change the text of one's own message."""
        message = self._message(person_id, message_id, chat_id)
        if message["from"]["id"] != person_id or "text" not in message:
            raise SimulatorError("People can edit only texts of their own")
        kept = {k: v for k, v in message.items() if k not in {"text", "entities"}}
        edited = {**kept, "edit_date": self.now(), **_text_content(text)}
        chat = self.chat(chat_id or person_id)
        chat.by_id[message_id] = edited
        self._deliver(chat, "edited_message", edited)
        return edited

    def tap(
        self, person_id: int, message_id: int, callback_data: str, chat_id: int | None = None
    ) -> str:
        """Tap a button that is on the message now; returns the callback query's id."""
        message = self._message(person_id, message_id, chat_id)
        if keyboards.find_button(message.get("reply_markup"), callback_data) is None:
            raise SimulatorError(f"Message {message_id} has no button {callback_data!r}")
        if self.chat(chat_id or person_id).is_blocked:
            raise SimulatorError("Who has blocked the bot cannot tap its buttons")
        return self.forge_tap(person_id, message_id, callback_data, chat_id)

    def forge_tap(
        self, person_id: int, message_id: int, callback_data: str, chat_id: int | None = None
    ) -> str:
        """Send callback data that no button on the message carries, as a changed app can."""
        person, chat = self.person(person_id), self.chat(chat_id or person_id)
        tap = self.callbacks.add(person_id, chat.id, self.clock())
        gone = {"chat": chat.json, "message_id": message_id, "date": 0}
        query = {
            "id": tap.id,
            "from": person.as_user(),
            "message": chat.find_message(message_id) or gone,
            "chat_instance": str(chat.id * 7_919 + self.bot.id),
            "data": callback_data,
        }
        self.updates.add("callback_query", query)
        self.changed(chat)
        return tap.id

    def block(self, person_id: int) -> None:
        """Stop and block the bot: it can no longer write to this person."""
        self._set_blocked(person_id, is_blocked=True)

    def unblock(self, person_id: int) -> None:
        """Let the bot write again."""
        self._set_blocked(person_id, is_blocked=False)

    def deactivate(self, person_id: int) -> None:
        """Close the account for good: nobody can write to this person, who can do nothing more."""
        chat = self.chat(self.person(person_id).id)
        chat.is_deactivated = True
        self.changed(chat)

    def _set_blocked(self, person_id: int, *, is_blocked: bool) -> None:
        person, chat = self.person(person_id), self.chat(person_id)
        self._check_membership(person, chat)
        if chat.is_blocked == is_blocked:
            return
        chat.is_blocked = is_blocked
        bot = self.bot.as_user()
        member = {"status": "member", "user": bot}
        banned = {"status": "kicked", "user": bot, "until_date": 0}
        old, new = (member, banned) if is_blocked else (banned, member)
        update = {
            "chat": chat.json,
            "from": person.as_user(),
            "date": self.now(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self.updates.add("my_chat_member", update)
        self.changed(chat)

    def _send(self, person_id: int, content: dict[str, Any], chat_id: int | None) -> Message:
        person, chat = self.person(person_id), self.chat(chat_id or person_id)
        self._check_membership(person, chat)
        if chat.is_blocked:
            raise SimulatorError("Who has blocked the bot presses START (or unblocks) first")
        chat.is_started = True
        message = self.post(chat, person.as_user(), content)
        self._deliver(chat, "message", message)
        return message

    def _deliver(self, chat: Chat, kind: str, message: Message) -> None:
        """Queue the update; in a group privacy mode keeps most messages from the bot."""
        if chat.kind == "private" or self._is_for_bot(message):
            self.updates.add(kind, message)
        self.changed(chat)

    def _is_for_bot(self, message: Message) -> bool:
        if message.get("reply_to_message", {}).get("from", {}).get("id") == self.bot.id:
            return True
        text, at_bot = message.get("text", ""), f"@{self.bot.username}".lower()
        words = [word.lower() for word in re.findall(r"[/@][\w@]+", text)]
        commands = [w for w in words if w.startswith("/") and ("@" not in w or w.endswith(at_bot))]
        return at_bot in words or (bool(commands) and text.startswith("/"))

    def _message(self, person_id: int, message_id: int, chat_id: int | None) -> Message:
        chat = self.chat(chat_id or person_id)
        self._check_membership(self.person(person_id), chat)
        message = chat.find_message(message_id)
        if message is None:
            raise SimulatorError(f"There is no message {message_id} in chat {chat.id}")
        return message

    def _check_membership(self, person: Person, chat: Chat) -> None:
        if person.id not in chat.members:
            raise SimulatorError(f"{person.first_name} is not in chat {chat.id}")
        if self.chats[person.id].is_deactivated:
            raise SimulatorError(f"{person.first_name}'s account is deactivated")


def _text_content(text: str) -> dict[str, Any]:
    """Make the text of a person's message, as an app sends it."""
    formatted = add_found(trim(clean(text.replace("\r\n", "\n")), []))
    if not formatted.text:
        raise SimulatorError("The app sends no empty message")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise SimulatorError("The app would split a text of more than 4096 characters")
    return formatted.as_json()


def _caption(text: str) -> dict[str, Any]:
    return add_found(trim(clean(text), [])).as_json("caption")


def _without_reply(message: Message) -> Message:
    return {k: v for k, v in message.items() if k != "reply_to_message"}
