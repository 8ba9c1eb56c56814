"""HR's tokens for the API: made, listed and revoked."""

from telegram import Update

from bot.chat import texts
from bot.chat.context import LearnerContext
from bot.chat.tapping import read_tap
from bot.chat.taps.tokens import AskToRevokeToken, RevokeToken
from bot.chat.views import tokens
from bot.learning.accesses import Reader
from bot.learning.people import ActorOrigin


async def show_tokens(update: Update, context: LearnerContext) -> None:
    """Make a token for what the command names; list the tokens where it names nothing."""
    use_cases, name = context.services.tokens, " ".join(context.args or [])
    if use_cases.address is None:
        await context.reply(tokens.explain())
    elif name:
        actor = Reader(ActorOrigin.CHAT, context.member.id, update_id=update.update_id)
        issued = await context.ask(use_cases.create, context.member.id, name, actor)
        await context.reply(tokens.show_new(issued, use_cases.address))
    else:
        await _list(context)


async def ask_to_revoke(update: Update, context: LearnerContext) -> None:
    """Ask whether a token is to open nothing any more."""
    tap = read_tap(update, AskToRevokeToken)
    token = await context.look(context.services.tokens.find, tap.token_id)
    await context.reply(tokens.ask_to_revoke(token))


async def revoke(update: Update, context: LearnerContext) -> None:
    """Let a token open nothing any more."""
    tap = read_tap(update, RevokeToken)
    actor = Reader(ActorOrigin.CHAT, context.member.id, update_id=update.update_id)
    await context.ask(context.services.tokens.revoke, tap.token_id, actor)
    await _list(context, texts.OPENS_NOTHING)


async def _list(context: LearnerContext, toast: str | None = None) -> None:
    use_cases = context.services.tokens
    found = await context.look(use_cases.list_all)
    await context.reply(tokens.show_tokens(found, use_cases.address or ""), toast)
