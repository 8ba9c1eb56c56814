"""What the buttons of the glossary carry."""

from dataclasses import dataclass

from bot.chat.taps.tap import Tap


@dataclass(frozen=True)
class ShowGlossary(Tap):
    """List a page of the glossary, counted from 0."""

    tag = "terms"
    page: int


@dataclass(frozen=True)
class ShowTerm(Tap):
    """Show one term."""

    tag = "term"
    term_id: str
