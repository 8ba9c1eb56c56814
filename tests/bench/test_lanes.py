"""The bot with a faster clock of limits sends a mass message beside taps."""

from pathlib import Path

from bench.lanes import Bench, prepare
from bench.mass import read_mailing
from bench.processes import ResponderProcess, start_paced
from bench.run import check_answers
from bench.seed import CONTENT


def test_everybody_gets_one_message_and_every_tap_its_feedback(tmp_path: Path) -> None:
    """The whole bench in small: nothing is refused, and no second sees more than the limit."""
    people = 60
    seeded = prepare(tmp_path / "bot.db", people, quiet=10.0)
    with (
        ResponderProcess() as responder,
        start_paced(responder.url, seeded.path, CONTENT, 5.0) as bot,
    ):
        bench = Bench(responder, bot, seeded, people, 5.0)
        bench.begin(0.06)
        span = bench.send_to_all()
        seen, feedbacks = bench.end()

    check_answers(seeded, feedbacks)
    mailing = read_mailing(seen["counted"], seeded.acts)
    assert mailing.count_wrong(people) == 0
    assert (seen["refused"], seen["busiest"] <= 30) == (0, True)
    span.take(seen["feedbacks"])
    assert 0 < len(span.waits) < feedbacks
