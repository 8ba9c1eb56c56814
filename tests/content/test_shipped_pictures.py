"""The pictures of the course: drawn here, small, legible on a phone, and said in words too."""

import re
import struct

from bot.learning.course import Catalog
from tests.conftest import CONTENT

MEDIA = CONTENT / "media"
SIZE = re.compile(r'^<svg.* width="(\d+)" height="(\d+)"')
LETTERS = re.compile(r'font-size="(\d+)"')


def test_each_picture_is_drawn_from_the_svg_beside_it() -> None:
    """At twice its size, and in at most 100 KB; `make pictures` draws them anew."""
    pictures = sorted(MEDIA.glob("*.png"))
    assert len(pictures) >= 4
    assert {one.stem for one in pictures} == {one.stem for one in MEDIA.glob("*.svg")}

    for picture in pictures:
        found = SIZE.match(picture.with_suffix(".svg").read_text(encoding="utf-8"))
        assert found, picture
        width, height = map(int, found.groups())
        data = picture.read_bytes()
        assert struct.unpack(">II", data[16:24]) == (2 * width, 2 * height), picture
        assert len(data) <= 100_000, picture


def test_drawings_are_legible_on_a_phone() -> None:
    """As wide as the phone, and no letters smaller than 13 pixels."""
    for drawing in MEDIA.glob("*.svg"):
        text = drawing.read_text(encoding="utf-8")
        assert 'width="360"' in text, drawing
        assert min(map(int, LETTERS.findall(text))) >= 13, drawing


def test_cards_say_in_words_what_their_pictures_show(shipped: Catalog) -> None:
    """A sentence or two, for those who do not see them."""
    shown = [card.picture for lesson in shipped.lessons for card in lesson.cards if card.picture]

    assert {one.file for one in shown} == {one.name for one in MEDIA.glob("*.png")}
    assert all(60 <= len(one.alt) <= 250 for one in shown)
