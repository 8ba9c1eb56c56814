"""The table of figures at the end, and the time that long versions may take."""

from collections.abc import Callable

import pytest

from tests.faults.size import is_long

LONG_SECONDS = 3 * 3600  # for one test
PROPERTY = "figure"

RecordFigure = Callable[[str, str, str], None]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the long versions their time."""
    if is_long():
        for item in items:
            if item.path.parent.name == "faults":
                item.add_marker(pytest.mark.timeout(LONG_SECONDS))


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> RecordFigure:
    """Record a line of the table: the fault's number, what was done, and the figure."""

    def record(number: str, what: str, text: str) -> None:
        record_property(PROPERTY, [number, what, text])

    return record


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was measured; the properties of a report also come from xdist's workers."""
    reports = [r for reports in terminalreporter.stats.values() for r in reports]
    rows = [
        [*map(str, value), "yes" if report.passed else "NO"]
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == PROPERTY and isinstance(value, list)
    ]
    if not is_long() or not rows:
        return
    table = [["", "what", "figure", "holds"], *sorted(rows)]
    widths = [max(len(row[column]) for row in table) for column in range(4)]
    terminalreporter.section("faults")
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        terminalreporter.write_line(" | ".join(cells).rstrip())
