"""Which moment is meant on the command line."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from bot.cli.asking import find_moment, read_moment

NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "ended"),
    [
        ("2026-11-13", "Europe/Berlin", "2026-11-13T23:00"),
        ("2026-04-04", "America/Santiago", "2026-04-05T04:00"),  # its last hour comes twice
        ("2026-09-05", "America/Santiago", "2026-09-06T04:00"),
    ],
)
def test_day_means_all_of_it(text: str, zone: str, ended: str) -> None:
    """To its last moment where the company is, also where clocks change at midnight."""
    settings = SimpleNamespace(timezone=zone)
    moment = find_moment(read_moment(text), settings, NOW)  # type: ignore[arg-type]  # only a zone

    assert read_moment(text) == date.fromisoformat(text)
    assert moment == datetime.fromisoformat(f"{ended}+00:00") - timedelta(microseconds=1)
