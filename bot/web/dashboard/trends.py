"""The trend as a picture, in shares of what was asked."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.reports.charts import Trace, draw_trend
from bot.reports.drawing import Ink, to_svg
from bot.reports.trend import Point

WIDE, NARROW = 1104, 344  # pixels: scaled down to a phone, the words could not be read


def draw_points(points: Sequence[Point], zone: ZoneInfo) -> Sequence[Markup]:
    """Return the picture for wide screens and for phones; none where nothing can be connected."""
    days = [point.moment.astimezone(zone).date() for point in points]
    traces = [
        Trace(
            name,
            ink,
            [(day, one.share(getattr(one, name))) for day, one in zip(days, points, strict=True)],
        )
        for name, ink in (("completed", Ink.GOOD), ("overdue", Ink.LATE))
    ]
    drawings = [draw_trend("Share of what was asked", traces, width) for width in (WIDE, NARROW)]
    return [Markup(to_svg(one)) for one in drawings if one is not None]  # noqa: S704 - is escaped
