"""The figures of a mass message are read from the calls that were counted."""

import pytest

from bench.mass import read_mailing
from bench.result import BenchBroken

TAPPER = 500


def list_calls(*calls: tuple[float, int]) -> list[tuple[float, str, int]]:
    """Return counted calls at these times to these chats."""
    return [
        (at, "editMessageText" if chat_id == TAPPER else "sendMessage", chat_id)
        for at, chat_id in calls
    ]


def test_taps_during_the_message_lengthen_the_ideal() -> None:
    """Ten calls a second to those who tap leave 20 of the limit's 30 to the message."""
    taps = [(at / 10, TAPPER) for at in range(100)]
    counted = list_calls(*sorted([*taps, (2.05, 601), (3.0, 602), (4.05, 603)]))

    mailing = read_mailing(counted, {TAPPER})

    assert (mailing.first, mailing.last, mailing.taps) == (2.05, 4.05, 20)
    assert mailing.seconds == pytest.approx(2.0)
    assert mailing.taps_per_second == pytest.approx(10.0)
    assert mailing.find_ideal(400) == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("chats", "wrong"), [([601, 602], 0), ([601, 601, 602], 1), ([601, 601], 2)]
)
def test_message_twice_is_as_wrong_as_none(chats: list[int], wrong: int) -> None:
    """Each of two people is to get exactly one."""
    counted = list_calls(*enumerate(chats))

    assert read_mailing(counted, {TAPPER}).count_wrong(2) == wrong


def test_message_that_never_went_out_has_no_figures() -> None:
    """A bench without its subject is broken, not fast."""
    with pytest.raises(BenchBroken, match="0 mass messages"):
        read_mailing(list_calls((1.0, TAPPER)), {TAPPER})
