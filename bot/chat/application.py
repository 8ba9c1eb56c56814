"""Puts the bot together: who is asking is checked before each handler, and what fails is kept."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx
from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.bundle import Services
from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.courier import Courier
from bot.chat.delivery import Delivery
from bot.chat.handlers import fallback, joining, renewing
from bot.chat.lanes import Lanes
from bot.chat.menus import COMMANDS
from bot.chat.richtext import Rich
from bot.chat.screen import Screen
from bot.chat.table import COMMAND_HANDLERS, OTHER_HANDLERS, TAP_TABLE, Handler
from bot.chat.taps.tap import read_tag
from bot.chat.transport import Request, find_proxy
from bot.chat.views.home import HOME
from bot.learning.errors import Refusal
from bot.learning.people import EVERYONE, Role

BotApplication = Application[
    Courier, LearnerContext, dict[Any, Any], dict[Any, Any], dict[str, Any], Any
]


TELEGRAM = "https://api.telegram.org"


@dataclass
class Handling:
    """What the worker and the handlers tell each other about the update in hand."""

    received_at: datetime
    # PTB swallows what a handler raises; the worker looks here whether an update really is done.
    failures: list[Exception] = field(default_factory=list)


handling: ContextVar[Handling] = ContextVar("handling")


@dataclass(frozen=True)
class Connection:
    """Where the Bot API is, and how to get there; `api_url` is None for Telegram itself."""

    token: str = field(repr=False)
    api_url: str | None = None
    proxy_url: str | None = field(default=None, repr=False)  # may hold a password
    rate_factor: float = 1.0  # how many times Telegram's usual rates
    pace: float = 1.0  # of the clock of Telegram's rates, for benches
    transport: httpx.AsyncBaseTransport | None = None  # in place of the network, for tests

    @property
    def server(self) -> str:
        """The address of the Bot API."""
        return self.api_url or TELEGRAM


def build_application(connection: Connection, services: Services) -> BotApplication:
    """Put the bot together; it neither polls nor listens by itself."""
    bot = Courier(
        connection.token,
        base_url=f"{connection.server}/bot",
        base_file_url=f"{connection.server}/file/bot",
        request=make_request(connection),
        get_updates_request=make_request(connection),
        rate_limiter=Delivery(Lanes(connection.rate_factor, connection.pace)),
    )
    context_types = ContextTypes(context=LearnerContext)
    application: BotApplication = (
        Application.builder()
        .bot(bot)
        .updater(None)
        .job_queue(None)
        .context_types(context_types)
        .build()
    )
    application.bot_data["services"] = services
    application.add_handlers(list_handlers())
    application.add_error_handler(_collect)
    return application


def make_request(connection: Connection) -> BaseRequest:
    """Return a new way to Telegram; polling and calls have one each."""
    if connection.transport is not None:
        return HTTPXRequest(httpx_kwargs={"transport": connection.transport})
    return Request(connection.proxy_url or find_proxy(connection.server))


def list_handlers() -> list[BaseHandler[Update, LearnerContext, None]]:
    """Return all handlers, each behind the check of who is asking."""
    roles = {name: roles for name, _, roles in COMMANDS} | {"start": EVERYONE, "cancel": EVERYONE}
    private_only = filters.UpdateType.MESSAGE
    handlers: list[BaseHandler[Update, LearnerContext, None]] = [
        CallbackQueryHandler(_make_tap_handler())
    ]
    handlers += [
        CommandHandler(name, _guard(handler, roles[name]), filters=private_only)
        for name, handler in COMMAND_HANDLERS.items()
    ]
    handlers += [
        MessageHandler(kind, _guard(handler, EVERYONE)) for kind, handler in OTHER_HANDLERS
    ]
    return handlers


def _make_tap_handler() -> Handler:
    """Return the handler of all taps: the library would ask one kind of button after the other."""
    known = {
        kind.tag: (kind, _guard(handler, roles)) for kind, (handler, roles) in TAP_TABLE.items()
    }
    refuse = _guard(fallback.refuse_tap, EVERYONE)

    async def handle(update: Update, context: LearnerContext) -> None:
        query = update.callback_query
        data = str(query.data) if query is not None else ""
        kind, handler = known.get(read_tag(data), (None, refuse))
        is_sound = kind is not None and kind.matches(data)
        await (handler if is_sound else refuse)(update, context)

    return handle


def _guard(handler: Handler, roles: frozenset[Role]) -> Handler:
    """Let a handler run only for people who have joined and have one of the roles today."""

    async def guarded(update: Update, context: LearnerContext) -> None:
        user = update.effective_user
        if user is None or await joining.talk_privately(update, context):
            return
        member = await context.look(context.services.enrolment.find_member, user.id)
        if member is None or member.name is None:
            await joining.let_in(update, context, member)
            return
        context.member = member
        await _note_presence(update, context)
        if member.notice_version != context.services.notice.version:
            await renewing.ask_to_read(update, context)
            return
        try:
            if member.role in roles:
                await handler(update, context)
            elif update.callback_query is not None:
                await context.toast(texts.OLD_BUTTON)
            else:
                await fallback.refuse_command(update, context)
        except Refusal as refusal:
            if update.callback_query is not None:
                await context.toast(texts.word_refusal(refusal))
            else:
                await context.send(Screen(Rich(texts.word_refusal(refusal)), [[HOME]]))
        await context.toast()  # whatever happened, no button may go on spinning

    return guarded


async def _note_presence(update: Update, context: LearnerContext) -> None:
    """Whoever writes can be reached; who does something else leaves out what was asked for."""
    member, services = context.member, context.services
    if member.unreachable_since is not None:
        context.is_cut_off = handling.get().received_at <= member.unreachable_since
        if not context.is_cut_off:
            await context.ask(services.reach.mark_reachable, member.telegram_id)
    if member.is_asked and not _is_text(update):
        await context.ask(services.prompts.end, member.id)


def _is_text(update: Update) -> bool:
    """Tell whether somebody has written a text."""
    message = update.message
    return message is not None and bool(message.text) and not filters.COMMAND.filter(message)


async def _collect(_update: object, context: LearnerContext) -> None:
    if context.error is not None:
        handling.get().failures.append(context.error)
