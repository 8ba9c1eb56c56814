"""Pictures of the report: what is in them is said in words, and they stay readable with many."""

from datetime import date
from html import unescape
from io import BytesIO
from xml.etree import ElementTree as ET  # of what we wrote ourselves

from PIL import Image

from bot.chat.taps.report import Chosen
from bot.chat.views import staff
from bot.reports.charts import Section, Trace, draw_states, draw_trend
from bot.reports.completion import Summary, Tally
from bot.reports.drawing import Box, Drawing, Ink, Words, to_png, to_svg
from bot.reports.parts import Part, list_courses, list_departments
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.reports.company import Company

SOME = Summary(assigned=4, completed=2, in_progress=1, not_started=1, overdue=1)


def draw(*names: str, one: Summary = SOME) -> Drawing:
    """Draw departments of those names."""
    parts = [Part(name, one) for name in names]
    drawing = draw_states("Basics", "As of today", one, [Section("By department", parts)])
    assert drawing is not None
    return drawing


def list_words(drawing: Drawing) -> list[str]:
    """Return what is written in a picture."""
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def test_bars_are_as_long_as_the_numbers_say() -> None:
    """Half of them completed is half a bar, but for the gaps; and the number is beside it."""
    drawing = draw("Sales")
    bars = [one for one in drawing.shapes if isinstance(one, Box) and one.height == 20]
    widths = {ink: [bar.width for bar in bars if bar.ink is ink] for ink in Ink}

    assert widths[Ink.GOOD] == [93, 93]  # in all, and of Sales
    assert widths[Ink.REST] == widths[Ink.LATE] == [46.5, 46.5]
    assert list_words(drawing).count("50%") == list_words(drawing).count("1 overdue") == 2
    assert "Sales: 2 of 4 completed (50%), 1 overdue" in drawing.says


def test_picture_is_one_that_a_phone_shows() -> None:
    """A PNG on white, in a shape that Telegram takes as a photo."""
    image = Image.open(BytesIO(to_png(draw(*(f"Department {n}" for n in range(21))))))

    assert (image.format, image.width) == ("PNG", 1280)
    assert image.height < 2 * image.width
    assert image.getpixel((1, 1)) == (255, 255, 255)


def test_odd_names_fit_and_break_nothing() -> None:
    """Long ones are cut; letters that the font lacks are squares; markup stays text."""
    drawing = draw("Customer Service International Nordics", "人事", "<b>&", "")
    svg = to_svg(drawing)
    root = ET.fromstring(svg)  # noqa: S314 - written a line above
    said = root.get("aria-label", "")

    assert "Customer Service In…" in {text[:19] + text[-1:] for text in list_words(drawing)}
    assert "□□" in list_words(drawing)
    assert [one.text for one in root if one.tag.endswith("text")].count("<b>&") == 1
    assert unescape(said) == drawing.says
    assert "style=" not in svg
    assert to_png(drawing)


def test_nothing_asked_is_no_picture() -> None:
    """Neither are departments of which nothing is asked."""
    assert draw_states("Basics", "As of today", Summary(unassigned=3), []) is None


def test_largest_are_drawn_and_others_together(database: Database, clock: FakeClock) -> None:
    """Twenty departments by name; all numbers stay in it."""
    row = Company(database, clock).report().rows[0]
    tally = Tally()
    for number in range(30):
        for _ in range(1 + number):
            tally.add(row._replace(department=f"Department {number:02}"))
    parts = list_departments(tally)

    assert [part.name for part in parts[:-1]] == [f"Department {n}" for n in range(10, 30)]
    assert parts[-1].name == "10 other departments"
    assert sum(part.summary.required for part in parts) == tally.total.required == 465
    assert list_courses(tally) == ()


def test_words_say_all_that_the_picture_shows(database: Database, clock: FakeClock) -> None:
    """Each of its lines, and no name of anybody."""
    company = Company(database, clock)
    counted = company.counts.count(company.hana)
    drawing = staff.draw_counts(counted)
    assert drawing is not None
    words = staff.show_counts(counted, Chosen(), is_drawn=True).text.text

    for part in list_departments(counted.tally):
        assert part.words in words
        assert part.words in drawing.says
        assert part.name in list_words(drawing)
    shown = " ".join(list_words(drawing))
    assert not any(row.name in shown for row in company.report().rows)


def test_trend_says_where_it_begins_and_ends() -> None:
    """From the first day to the last; one day is no line."""
    points = [(date(2026, 1, 1), 10.0), (date(2026, 1, 11), 60.0), (date(2026, 1, 21), 110.0)]
    drawing = draw_trend("Completed", [Trace("Sales", Ink.GOOD, points), Trace("IT", Ink.LATE, ())])
    assert drawing is not None

    assert drawing.says == "Completed; Sales: 10% on 1 Jan 2026, 110% on 21 Jan 2026"
    assert '<polyline class="good"' in to_svg(drawing)
    assert "338,142.4 616,72" in to_svg(drawing)  # the middle of time, and no higher than all
    assert draw_trend("Completed", [Trace("Sales", Ink.GOOD, points[:1])]) is None
