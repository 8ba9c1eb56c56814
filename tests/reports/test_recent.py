"""The report of the chat: one count serves everybody who asks within a while."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from bot.learning.course import Catalog
from bot.learning.errors import CountingFailed
from bot.reports import recent
from bot.reports.apart import Apart
from bot.reports.items import ItemReport, report_items
from bot.reports.recent import RecentItems
from tests.conftest import FakeClock
from tests.services.builder import School, make_question


@pytest.fixture
def items(
    school: School, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RecentItems]:
    """The report, where a count serves for hours."""
    monkeypatch.setattr(recent, "LIFE", 10**9)

    def find_taught() -> tuple[int, Catalog]:
        edition = school.library.get_current()
        return edition.version_id, edition.catalog

    with closing(Apart(school.database)) as apart:
        yield RecentItems(apart, find_taught, clock)


def test_one_count_serves_all(items: RecentItems, clock: FakeClock) -> None:
    """Also those who ask at the same time; it says from when it is."""
    with ThreadPoolExecutor(4) as threads:
        reports = list(threads.map(lambda _: items.report(), range(8)))
    clock.advance(seconds=5)

    assert all(report is reports[0] for report in [*reports, items.report()])
    assert items.report().as_of < clock.now


def test_old_count_is_made_anew(
    items: RecentItems, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small bot counts in no time, and shows what was answered a moment ago."""
    monkeypatch.setattr(recent, "LIFE", 0)
    first = items.report()
    clock.advance(seconds=1)

    assert items.report().as_of == clock.now
    assert items.report() == replace(first, as_of=clock.now)


def test_clock_set_back_is_no_reason_to_keep_it(items: RecentItems, clock: FakeClock) -> None:
    """A report from the future is none."""
    first = items.report()
    clock.advance(hours=-1)

    assert items.report().as_of < first.as_of


def test_published_version_is_reported_at_once(items: RecentItems, school: School) -> None:
    """Another version has other questions."""
    assert items.report().items
    old = school.library.get_current().catalog
    school.library.publish(replace(old, questions=(make_question("only"),)))

    assert [item.question.id for item in items.report().items] == ["only"]


def test_count_of_another_process_is_the_same(school: School, clock: FakeClock) -> None:
    """All that is counted comes back; once the bot ends, nothing is counted any more."""
    ana = school.join()
    school.finish(ana, school.quizzes.start_check(ana.id, "one"), right=1)
    expected = report_items(school.database, school.library.get_current().catalog, clock.now)
    with closing(Apart(school.database, few_people=-1)) as apart:
        items = RecentItems(apart, lambda: (1, school.library.get_current().catalog), clock)
        assert expected.answers
        assert items.report() == expected
        apart.close()
        clock.advance(hours=1)
        with pytest.raises(CountingFailed):
            items.report()
        assert items.find(expected.items[0].question) is None


def test_question_is_found_in_it(items: RecentItems, school: School, clock: FakeClock) -> None:
    """What is shown beside a flag is what the list shows."""
    catalog = school.library.get_current().catalog
    expected: ItemReport = report_items(school.database, catalog, clock.now)

    assert items.find(catalog.questions[0]) == expected.find(catalog.questions[0])
    assert items.find(make_question("never")) is None
