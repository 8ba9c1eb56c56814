"""The completion report as CSV, as JSON, and as a page that needs nothing beside itself."""

import csv
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from html import escape
from tempfile import TemporaryFile
from typing import Any, Final, TextIO
from zoneinfo import ZoneInfo

from bot.reports.completion import DEFINITIONS, Summary
from bot.reports.parts import NO_DEPARTMENT
from bot.reports.passing import Passing, name_column
from bot.reports.tabular import flatten, to_safe, to_word

STYLE: Final = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--good:#2e8b57;--warn:#c2410c}
*{box-sizing:border-box}
body{font:16px/1.45 system-ui,sans-serif;margin:0 auto;max-width:80rem;padding:1.2rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.sub{opacity:.75;margin:.2rem 0 1.2rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.5rem,1fr));gap:.6rem}
.tiles{padding:0;list-style:none}
.tiles li{background:var(--soft);border-radius:.6rem;padding:.6rem .9rem}
.tiles b{display:block;font-size:1.5rem}
.bar{display:flex;height:.8rem;border-radius:.4rem;overflow:hidden;background:var(--soft)}
.bar i{background:var(--good)}
.scroll{overflow:auto;max-height:80vh;border:1px solid var(--line);border-radius:.4rem}
table{border-collapse:collapse;font-size:.85rem}
th,td{padding:.3rem .6rem;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
thead th{position:sticky;top:0;background:Canvas}
td.n{text-align:right;font-variant-numeric:tabular-nums}
dt{font-weight:600}dd{margin:0 0 .4rem;overflow-wrap:anywhere}
@media print{.scroll{overflow:visible;max-height:none}}
"""


def write_csv(passing: Passing, out: TextIO, *, is_raw: bool = False) -> None:
    """Write the rows with a header; safe to open in a spreadsheet, unless raw for machines."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(passing.columns)
    finish = to_word if is_raw else to_safe
    writer.writerows([finish(value) for value in cells] for cells in passing)


def write_json(passing: Passing, out: TextIO) -> None:
    """Write what the report is made of, the rows, and what there is to say about them."""
    columns = passing.columns
    opening: dict[str, Any] = {**passing.criteria_words, "definitions": dict(DEFINITIONS)}
    out.write(json.dumps(opening, ensure_ascii=False, indent=1)[:-2])
    out.write(',\n "data": [')
    comma = "\n"
    for cells in passing:
        row = dict(zip(columns, map(flatten, cells), strict=True))
        out.write(f"{comma}  {json.dumps(row, ensure_ascii=False)}")
        comma = ",\n"
    closing = {
        "summary": passing.tally.total.counts,
        "courses": {name: one.summary.counts for name, one in passing.tally.courses.items()},
        "departments": {name: one.counts for name, one in passing.tally.departments.items()},
        **passing.closing_words,
        "rows": passing.count,
    }
    out.write("\n ],\n" + json.dumps(closing, ensure_ascii=False, indent=1)[2:] + "\n")


def write_html(passing: Passing, title: str, out: TextIO) -> None:
    """Write a page with the counts first; the rows wait in a file until those are known."""
    with TemporaryFile("w+", encoding="utf-8") as table:
        table.writelines(_list_rows(passing))
        table.seek(0)
        out.writelines(_begin_page(passing, title))
        shutil.copyfileobj(table, out)
        out.writelines(_end_page(passing))


def _begin_page(passing: Passing, title: str) -> Iterator[str]:
    words, total = passing.criteria_words, passing.tally.total
    heading = escape(f"{title} · {passing.view.value}")
    yield f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{heading}</title>\n'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
    yield f"<style>{STYLE}</style></head><body>\n<main><h1>{heading}</h1>\n"
    place = "all departments" if words["department"] == "all" else words["department"]
    yield f'<p class="sub">As of {escape(words["as_of_here"])} · {escape(place)}</p>\n'
    share = total.completed_pct
    if share is not None:
        yield f"<p><b>{total.completed:,} of {total.required:,} completed ({share}%)</b></p>"
        yield f'<div class="bar" role="img" aria-label="{share}% completed">'
        yield f'<i style="width:{share}%"></i></div>\n'
    yield '<ul class="tiles" id="summary">'
    for name, number in total.counts.items():
        yield f'<li data-count="{name}"><b>{number:,}</b>{escape(name_column(name).lower())}</li>'
    yield "</ul>\n"
    courses = list(passing.tally.courses.values())
    if len(courses) > 1:
        yield from _list_counts("Course", ((one.title, one.summary) for one in courses))
    yield from _list_counts("Department", passing.tally.departments.items())
    zone = escape(passing.criteria.zone.key)
    yield f'<h2>{passing.count:,} rows</h2>\n<p class="sub">Times are those of {zone}.</p>\n'
    yield '<div class="scroll" tabindex="0" role="region" aria-label="Rows">'
    yield '<table id="rows"><thead><tr>'
    yield from (f'<th scope="col">{name_column(name)}</th>' for name in passing.columns)
    yield "</tr></thead><tbody>\n"


def _list_counts(kind: str, parts: Iterable[tuple[str, Summary]]) -> Iterator[str]:
    yield f'<h2>By {kind.lower()}</h2>\n<div class="scroll" tabindex="0" role="region"'
    yield f' aria-label="By {kind.lower()}"><table id="{kind.lower()}s">'
    yield f'<thead><tr><th scope="col">{kind}'
    yield from (f'</th><th scope="col">{name_column(name)}' for name in Summary().counts)
    yield "</th></tr></thead><tbody>\n"
    for name, one in parts:
        yield f'<tr><th scope="row">{escape(name or NO_DEPARTMENT)}</th>'
        yield from (f'<td class="n">{number:,}</td>' for number in one.counts.values())
        yield "</tr>\n"
    yield "</tbody></table></div>\n"


def _list_rows(passing: Passing) -> Iterator[str]:
    zone = passing.criteria.zone
    for cells in passing:
        yield "<tr>" + "".join(_to_html(value, zone) for value in cells) + "</tr>\n"


def _end_page(passing: Passing) -> Iterator[str]:
    yield "</tbody></table></div>\n<h2>About this report</h2>\n<dl>"
    words: Sequence[tuple[str, str]] = [
        *passing.criteria_words.items(),
        *passing.closing_words.items(),
        *DEFINITIONS,
    ]
    for name, word in words:
        yield f"<dt>{escape(name)}</dt><dd>{escape(word)}</dd>\n"
    yield "</dl></main></body></html>\n"


def _to_html(value: Any, zone: ZoneInfo) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool):
        return "<td>yes</td>" if value else "<td>no</td>"
    if isinstance(value, int):
        return f'<td class="n">{value}</td>'
    if isinstance(value, datetime):
        shown = f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        return f'<td><time datetime="{flatten(value)}">{shown}</time></td>'
    return f"<td>{escape(str(value))}</td>"
