"""A snapshot is read back as exactly what it was made from."""

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.snapshot import digest, dump_catalog, restore_catalog, restore_courses
from bot.learning.course import Catalog
from tests.content.builder import load


@given(st.from_type(Catalog))
def test_round_trip(catalog: Catalog) -> None:
    """Whatever a catalogue holds, nothing is lost or changed."""
    text = dump_catalog(catalog)

    assert restore_catalog(text) == catalog
    assert dump_catalog(restore_catalog(text)) == text


def test_text_is_canonical(tmp_path: Path) -> None:
    """Keys are sorted, characters stay readable, and what was computed is left out."""
    catalog = load(tmp_path).catalog
    assert catalog is not None
    before = dump_catalog(catalog)
    assert catalog.lessons_by_id
    assert catalog.courses[0].lesson_ids
    assert catalog.questions[0].correct_ids

    text = dump_catalog(dataclasses.replace(catalog, courses=catalog.courses))

    assert text == before == dump_catalog(catalog)
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"))
    assert len(digest(text)) == 64
    assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"courses": 1}', "null"])
def test_other_text_is_refused(text: str) -> None:
    """A snapshot that is damaged is not half restored."""
    with pytest.raises(ValueError, match="Catalog"):
        restore_catalog(text)


def test_version_from_before_objectives_had_ids_is_read(tmp_path: Path) -> None:
    """What was stored by an earlier release can still be taught and looked up."""
    catalog = load(tmp_path).catalog
    assert catalog is not None
    data = json.loads(dump_catalog(catalog))
    data["lessons"][0]["objectives"] = ["Name the components of the model"]

    assert restore_catalog(json.dumps(data)) == catalog


@given(st.from_type(Catalog))
def test_courses_are_read_without_the_rest(catalog: Catalog) -> None:
    """From the beginning of the text alone; from a text in another order, too."""
    text = dump_catalog(catalog)
    data = json.loads(text)
    other = json.dumps({name: data[name] for name in sorted(data, reverse=True)})

    assert restore_courses(text) == restore_courses(other) == catalog.courses
    assert restore_courses(text[: text.rindex('"lessons":')]) == catalog.courses
