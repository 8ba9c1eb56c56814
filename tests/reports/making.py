"""The completion report of all courses, for tests that look at what they have brought about."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.reports.completion import CompletionReport, Criteria
from bot.reports.occurrences import report_completion
from bot.reports.taught import TaughtCourses
from bot.storage.engine import Database


def make_report(
    database: Database, as_of: datetime, zone: ZoneInfo | None = None
) -> CompletionReport:
    """Compute the completion report with all its rows; without a zone in UTC."""
    criteria = Criteria(as_of, zone or ZoneInfo("UTC"))
    return report_completion(database, TaughtCourses(database).find(as_of), criteria)
