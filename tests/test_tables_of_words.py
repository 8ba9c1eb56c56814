"""Each table of words has one for everything that can happen: none is missing on a screen."""

from collections.abc import Mapping
from enum import StrEnum

import pytest

from bot.learning.accesses import ACCESS_NAMES, AccessKind
from bot.learning.dossier import EVENT_NAMES
from bot.learning.people import ROLE_NAMES, EventKind, Role
from bot.reports.shelf import Mark
from bot.web.dashboard.choice import MARK_NAMES


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (EVENT_NAMES, EventKind),
        (ACCESS_NAMES, AccessKind),
        (ROLE_NAMES, Role),
        (MARK_NAMES, Mark),
    ],
)
def test_every_kind_has_words(words: Mapping[StrEnum, str], kinds: type[StrEnum]) -> None:
    """Of a person's past, roles, states and looks."""
    assert set(words) == set(kinds)
