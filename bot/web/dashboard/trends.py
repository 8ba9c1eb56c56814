"""The trend as a picture, in shares of what was asked."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.reports.charts import Trace, draw_trend
from bot.reports.drawing import Ink, to_svg
from bot.reports.trend import Point


def draw_points(points: Sequence[Point], zone: ZoneInfo) -> Markup | None:
    """Return the picture; None where there is nothing to connect."""
    days = [point.moment.astimezone(zone).date() for point in points]
    traces = [
        Trace(
            name,
            ink,
            [(day, one.share(getattr(one, name))) for day, one in zip(days, points, strict=True)],
        )
        for name, ink in (("completed", Ink.GOOD), ("overdue", Ink.LATE))
    ]
    drawing = draw_trend("Share of what was asked", traces)
    return None if drawing is None else Markup(to_svg(drawing))  # noqa: S704 - texts are escaped
