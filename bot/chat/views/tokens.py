"""Screens about tokens of the API: what there are, a new one, and the way to its end."""

from collections.abc import Sequence

from bot.chat.richtext import Rich, bold, code, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.tokens import AskToRevokeToken, RevokeToken, ShowTokens
from bot.chat.views.home import HOME
from bot.chat.views.wording import lines
from bot.learning.people import abbreviate
from bot.learning.phrases import short_date, short_moment
from bot.learning.tokens import IssuedToken, Token, TokenState

HOW = "To make one, write /tokens and what it is for, such as: /tokens payroll"
SHOWN = 8
STATES = {
    TokenState.GOOD: "✅",
    TokenState.RESTING: "⏸ opens nothing while its owner has not the role or no account ·",
    TokenState.EXPIRED: "○ expired ·",
    TokenState.REVOKED: "○ revoked ·",
}


def explain() -> Screen:
    """Say that there is nothing to which a token could open."""
    text = "Tokens are for the HTTP API. It is part of the bot's web server, which is off here."
    return Screen(lines(bold("Tokens"), text), [[HOME]])


def show_tokens(tokens: Sequence[Token], address: str) -> Screen:
    """List the tokens that may still open something."""
    live = [one for one in tokens if one.state in {TokenState.GOOD, TokenState.RESTING}]
    more = len(live) - SHOWN
    text = lines(
        bold("Tokens of the HR API"),
        "With a token another system reads who has completed what, with names, as far as its owner "
        "may.",
        "",
        *(_describe(one) for one in live[:SHOWN]),
        None if live else "There is none.",
        f"… and {more} more: " + code("run_bot.py token list") if more > 0 else None,
        "",
        "It is at " + code(address),
        HOW,
    )
    rows = [
        [Button(f"Revoke #{one.id} {one.name}", AskToRevokeToken(one.id))] for one in live[:SHOWN]
    ]
    return Screen(text, [*rows, [HOME]])


def show_new(issued: IssuedToken, address: str) -> Screen:
    """Show a new token, once."""
    token = issued.token
    text = lines(
        bold(f"Token for {token.name}"),
        code(issued.secret),
        "",
        "Copy it now into the system that it is for, and nowhere else: nobody can show it again. "
        "Then delete it here: whoever has it reads the report as you.",
        "",
        f"It is good until {short_date(token.expires_at)}, as long as you are in HR or an "
        "administrator.",
        "The API is at " + code(address),
    )
    return Screen(text, [[Button("Delete message", ShowTokens())]])


def ask_to_revoke(token: Token) -> Screen:
    """Ask once more."""
    text = lines(
        bold(f"Revoke {token.name}?"),
        _describe(token),
        "",
        "What uses it gets nothing any more, at once and for good.",
    )
    rows = [
        [Button("Yes, revoke it", RevokeToken(token.id))],
        [Button("No, keep it", ShowTokens())],
    ]
    return Screen(text, rows)


def _describe(token: Token) -> Rich:
    used = "never used"
    if token.last_used_at is not None:
        used = f"used {short_moment(token.last_used_at)} UTC"
    only = f" · only {', '.join(sorted(token.departments))}" if token.departments else ""
    owner, end = abbreviate(token.owner_name), short_date(token.expires_at)
    head = rich(f"{STATES[token.state]} #{token.id} ") + bold(token.name)
    return head + f" · of {owner}, until {end} · {used}{only}"
