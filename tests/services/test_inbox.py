"""The inbox: each update is stored once, handled in its chat's order, and kept for a while."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.inbox import KEPT, Backlog, Inbox, Incident, StoredUpdate, find_chat_key
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.storage.rows import count
from tests.waiting_updates import find_next, list_chats

BOT = 7000000001


@pytest.fixture
def inbox(database: Database, clock: FakeClock) -> Inbox:
    """The empty inbox of one bot."""
    return Inbox(database, clock, BOT)


def say(update_id: int, chat_id: int = 1, text: str = "hello") -> dict[str, Any]:
    """Return an update in which somebody says something."""
    return {"update_id": update_id, "message": {"chat": {"id": chat_id}, "text": text}}


def list_ids(inbox: Inbox, chat_key: int = 1) -> list[int]:
    """Handle all updates of a chat, and return them in the order in which they came."""
    ids = []
    while update := find_next(inbox, chat_key):
        ids.append(update.update_id)
        inbox.finish([update.update_id])
    return ids


def test_update_waits_until_it_is_finished(inbox: Inbox, clock: FakeClock) -> None:
    """It comes again and again, as Telegram sent it, and then no more."""
    update = say(5, text="Ünï 🙂 \u2028")
    assert inbox.store([update]) == [StoredUpdate(5, 1, update, clock.now)]

    assert inbox.list_waiting(10) == [StoredUpdate(5, 1, update, clock.now)]
    assert inbox.list_waiting(10) == [StoredUpdate(5, 1, update, clock.now)]
    inbox.finish([5])
    assert inbox.list_waiting(10) == []


def test_what_people_wrote_is_forgotten_when_it_is_handled(
    inbox: Inbox, database: Database
) -> None:
    """An invitation code, for one, is in no table afterwards."""
    inbox.store([say(5, text="/start secret-code"), say(6, text="/start other-code")])
    inbox.finish([5])
    inbox.finish([6])

    with closing(sqlite3.connect(database.path)) as connection:
        assert "-code" not in "\n".join(connection.iterdump())


def test_newest_id_is_known(inbox: Inbox, database: Database, clock: FakeClock) -> None:
    """Of this bot, finished or not, and 0 before the first."""
    assert inbox.find_newest_id() == 0
    inbox.store([say(7), say(5)])
    inbox.finish([7])
    Inbox(database, clock, BOT + 1).store([say(99)])

    assert inbox.find_newest_id() == 7


@pytest.mark.parametrize("text", ["half a pair \ud83d", "nothing \x00 at all", "x" * 100_000])
def test_odd_text_does_not_hold_the_inbox_up(inbox: Inbox, text: str) -> None:
    """An update that could not be stored would come again for ever."""
    inbox.store([say(5, text=text)])
    found = find_next(inbox, 1)

    assert found is not None
    assert found.content == say(5, text=text.replace("\ud83d", "?"))


def test_update_that_comes_again_is_ignored(
    inbox: Inbox, database: Database, clock: FakeClock
) -> None:
    """Also within a batch, also after it was finished; the first one counts."""
    first = StoredUpdate(5, 1, say(5, text="first"), clock.now)
    assert inbox.store([say(5, text="first"), say(5, text="again")]) == [first]
    clock.advance(seconds=1)
    second = StoredUpdate(6, 1, say(6), clock.now)
    assert inbox.store([say(5, text="later"), say(6), say(6, text="twice")]) == [second]
    assert inbox.list_waiting(10) == [first, second]
    assert list_ids(inbox) == [5, 6]

    assert inbox.store([say(5), say(6)]) == []
    assert find_next(inbox, 1) is None
    assert count(database, "inbox_update") == 2


def test_chat_keeps_its_order(inbox: Inbox, clock: FakeClock) -> None:
    """By Telegram's numbers within a batch; across batches by the time they came."""
    inbox.store([say(902), say(901), say(903, 2)])
    clock.advance(seconds=1)
    inbox.store([say(3), say(2)])  # after a quiet week Telegram's numbers start anew

    assert list_ids(inbox) == [901, 902, 2, 3]
    assert list_chats(inbox) == [2]


def test_store_returns_what_is_new_in_the_order_of_telegrams_numbers(inbox: Inbox) -> None:
    """Each with its chat, so that it can be handled at once; nothing new is nothing to do."""
    inbox.store([say(2, 10)])

    new = inbox.store([say(4, 30), say(3, 10), say(2, 10), say(1, 30), say(3, 20)])

    assert [(update.update_id, update.chat_key) for update in new] == [(1, 30), (3, 10), (4, 30)]
    assert inbox.store([]) == []
    assert inbox.store([say(3), say(4)]) == []


def test_waiting_updates_come_in_the_order_in_which_to_handle_them(
    inbox: Inbox, clock: FakeClock
) -> None:
    """The oldest first, chats mixed, and no more than asked for."""
    inbox.store([say(902, 2), say(901)])
    clock.advance(seconds=1)
    inbox.store([say(4, 3), say(3)])

    def list_first(limit: int) -> list[int]:
        return [update.update_id for update in inbox.list_waiting(limit)]

    assert list_first(10) == [901, 902, 3, 4]
    assert list_first(3) == [901, 902, 3]
    assert list_first(1) == [901]
    inbox.finish([902])
    assert list_first(2) == [901, 3]


def test_what_is_in_hand_is_left_out_and_takes_no_place(inbox: Inbox) -> None:
    """The limit counts the others, whether or not those in hand still wait in the inbox."""
    inbox.store([say(number, number % 3) for number in range(1, 9)])
    inbox.finish([2])

    def list_beside(limit: int, *beside: int) -> list[int]:
        return [update.update_id for update in inbox.list_waiting(limit, frozenset(beside))]

    assert list_beside(3, 1, 2, 3) == [4, 5, 6]
    assert list_beside(9, 1, 5, 99) == [3, 4, 6, 7, 8]
    assert list_beside(2, 3, 4, 5, 6, 7, 8) == [1]
    assert list_beside(2, *range(1, 9)) == []


def test_many_are_finished_at_once(inbox: Inbox, database: Database) -> None:
    """Those that are named, and each is blanked; to name nothing does nothing."""
    inbox.store([say(number, text=f"word-{number}.") for number in range(1, 101)])

    inbox.finish([])
    inbox.finish(range(2, 101))

    assert list_ids(inbox) == [1]
    with closing(sqlite3.connect(database.path)) as connection:
        blanked = connection.execute("SELECT count(*) FROM inbox_update WHERE raw = ''")
        assert blanked.fetchone() == (100,)
        assert "word-" not in "\n".join(connection.iterdump())


def test_third_defect_sets_an_update_aside(inbox: Inbox, clock: FakeClock) -> None:
    """Twice it waits its turn; then it lets the others pass, under the number the person hears."""
    inbox.store([say(5), say(6)])
    error = ValueError("Ana's secret")

    assert inbox.count_defect(5, error) is None
    assert inbox.count_defect(5, error) is None
    assert find_next(inbox, 1) == StoredUpdate(5, 1, say(5), clock.now)
    incident_id = inbox.count_defect(5, error)

    assert incident_id is not None
    found = find_next(inbox, 1)
    assert found is not None
    assert found.update_id == 6
    assert inbox.list_incidents() == [Incident(incident_id, 5, "ValueError", clock.now)]


def test_what_is_set_aside_can_run_again(inbox: Inbox, clock: FakeClock) -> None:
    """With its text and three new tries; an unknown incident changes nothing."""
    inbox.store([say(5)])
    incident_id = [inbox.count_defect(5, ValueError()) for _ in range(3)][-1]
    assert incident_id is not None
    assert not inbox.run_again("ffffffff")
    assert list_chats(inbox) == []

    assert inbox.run_again(incident_id)

    assert inbox.list_incidents() == []
    assert find_next(inbox, 1) == StoredUpdate(5, 1, say(5), clock.now)
    assert inbox.count_defect(5, ValueError()) is None


def test_what_is_set_aside_is_forgotten_after_a_week(inbox: Inbox, clock: FakeClock) -> None:
    """Nobody's words are kept for ever."""
    inbox.store([say(5)])
    for _ in range(3):
        inbox.count_defect(5, ValueError())

    clock.advance(days=7)
    inbox.forget_old()
    assert len(inbox.list_incidents()) == 1
    clock.advance(seconds=1)
    inbox.forget_old()

    assert inbox.list_incidents() == []


def test_finishing_what_is_not_there_holds_up_no_other(
    inbox: Inbox, database: Database, clock: FakeClock
) -> None:
    """Of those finished together each counts for itself; nothing is made up, nobody else's hit."""
    Inbox(database, clock, BOT + 1).store([say(99)])
    inbox.store([say(5), say(6)])
    inbox.finish([5])

    inbox.finish([99, 5, 6])

    assert inbox.list_waiting(10) == []
    assert count(database, "inbox_update") == 3
    assert list_chats(Inbox(database, clock, BOT + 1)) == [1]


def test_finished_updates_are_forgotten_after_a_while(
    inbox: Inbox, database: Database, clock: FakeClock
) -> None:
    """When Telegram can repeat them no more; what waits is kept however long."""
    inbox.store([say(1), say(2)])
    inbox.finish([1])
    clock.advance(seconds=KEPT.total_seconds())
    inbox.forget_old()
    assert count(database, "inbox_update") == 2
    clock.advance(seconds=1)
    inbox.forget_old()

    assert count(database, "inbox_update") == 1
    assert list_ids(inbox) == [2]


def test_forgetting_is_due_once_an_hour(inbox: Inbox, clock: FakeClock) -> None:
    """And at the start: storing an update must not pay for it."""
    assert inbox.is_forgetting_due()
    inbox.forget_old()
    clock.advance(minutes=59)
    assert not inbox.is_forgetting_due()
    clock.advance(minutes=1)

    assert inbox.is_forgetting_due()


def test_storing_forgets_nothing(inbox: Inbox, database: Database, clock: FakeClock) -> None:
    """It is on everybody's way; the sweep is not."""
    inbox.store([say(1)])
    inbox.finish([1])
    clock.advance(days=8)
    inbox.store([say(2)])

    assert count(database, "inbox_update") == 2


def test_backlog_is_what_this_bot_has_to_do(
    inbox: Inbox, database: Database, clock: FakeClock
) -> None:
    """Its number and the age of the oldest; what is finished or set aside makes nobody wait."""
    assert inbox.find_backlog() == Backlog(0, None, 0)
    Inbox(database, clock, BOT + 1).store([say(1)])
    clock.advance(seconds=10)
    inbox.store([say(1), say(2)])
    clock.advance(seconds=5)
    inbox.store([say(3), say(4)])
    clock.advance(seconds=2)
    assert inbox.find_backlog() == Backlog(4, timedelta(seconds=7), 0)
    inbox.finish([1])
    for _ in range(3):
        inbox.count_defect(2, ValueError())

    assert inbox.find_backlog() == Backlog(2, timedelta(seconds=2), 1)
    clock.advance(seconds=-60)
    assert inbox.find_backlog().oldest_age == timedelta()


def test_silence_is_the_time_since_the_last_contact(inbox: Inbox, clock: FakeClock) -> None:
    """Before the first there is none; a clock that is set back makes no silence."""
    assert inbox.find_silence() is None
    inbox.note_contact()
    clock.advance(seconds=3)

    assert inbox.find_silence() == timedelta(seconds=3)
    clock.advance(seconds=-10)
    assert inbox.find_silence() == timedelta()


def test_two_bots_are_apart(inbox: Inbox, database: Database, clock: FakeClock) -> None:
    """The same numbers from another bot are other updates."""
    other = Inbox(database, clock, BOT + 1)
    inbox.store([say(5, text="ours")])
    other.store([say(5, text="theirs"), say(6, 2)])
    inbox.finish([5])

    assert list_chats(inbox) == []
    assert sorted(list_chats(other)) == [1, 2]
    assert find_next(other, 1) == StoredUpdate(5, 1, say(5, text="theirs"), clock.now)


def test_a_hundred_updates_are_stored_at_once(inbox: Inbox, database: Database) -> None:
    """As many as Telegram gives in a batch."""
    updates = [say(number, number % 40) for number in range(100)]

    assert [update.content for update in inbox.store(updates)] == updates
    assert count(database, "inbox_update") == 100


def test_large_numbers_are_kept(inbox: Inbox) -> None:
    """Groups have ids below -2^31 and people above 2^31."""
    for number, chat_id in enumerate([-1002147483648, 2**52 - 1]):
        inbox.store([say(2**31 + number, chat_id)])

        assert list_ids(inbox, chat_id) == [2**31 + number]


CHAT, PERSON = {"id": 10, "type": "private"}, {"id": 20}


@pytest.mark.parametrize(
    ("update", "key"),
    [
        ({"message": {"chat": CHAT, "from": PERSON}}, 10),
        ({"edited_message": {"chat": CHAT}}, 10),
        ({"callback_query": {"id": "1", "from": PERSON, "message": {"chat": CHAT}}}, 10),
        ({"callback_query": {"id": "1", "from": PERSON, "inline_message_id": "x"}}, 20),
        ({"my_chat_member": {"chat": CHAT, "from": PERSON}}, 10),
        ({"message_reaction": {"chat": CHAT, "user": PERSON}}, 10),
        ({"inline_query": {"from": PERSON, "query": ""}}, 20),
        ({"poll_answer": {"poll_id": "1", "user": PERSON}}, 20),
        ({"poll": {"id": "1"}}, 0),
        ({}, 0),
        ({"message": None}, 0),
        ({"message": "text"}, 0),
        ({"message": {}}, 0),
        ({"message": {"chat": None}}, 0),
        ({"message": {"chat": {"id": "10"}}}, 0),
        ({"message": {"chat": {"id": None}, "from": PERSON}}, 20),
    ],
)
def test_update_belongs_to_a_chat_or_a_person(update: dict[str, Any], key: int) -> None:
    """The chat where there is one, else who caused it, else nobody."""
    assert find_chat_key({"update_id": 1, **update}) == key


names = st.sampled_from(["chat", "from", "user", "id"]) | st.text(max_size=3)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
kinds = st.sampled_from(["message", "callback_query", "poll_answer"]) | st.text(max_size=3)


@given(st.dictionaries(kinds, json_values, max_size=4), st.integers())
def test_odd_update_has_a_key_too(update: dict[str, Any], update_id: int) -> None:
    """Whatever Telegram may send one day, it is stored under some number."""
    key = find_chat_key({"update_id": update_id, **update})

    assert isinstance(key, int)
    assert find_chat_key({**update, "update_id": update_id}) == key


@pytest.mark.parametrize("message", [None, "text", [1], 5])
def test_odd_message_leaves_the_update_to_its_sender(message: object) -> None:
    """A button without the message it stood under belongs to whoever tapped it."""
    update = {"update_id": 1, "callback_query": {"from": {"id": 20}, "message": message}}

    assert find_chat_key(update) == 20


def test_odd_update_in_a_batch_holds_up_no_other(database: Database, clock: FakeClock) -> None:
    """An id that no database can hold, or none at all, costs that update only."""
    inbox = Inbox(database, clock, 1)
    good = {"update_id": 4, "message": {"chat": {"id": 7}}}

    odd: list[Any] = [{"update_id": 2**70}, {}, {"update_id": "3"}, None, [1], "text", good]
    assert inbox.store(odd) == [StoredUpdate(4, 7, good, clock.now)]

    assert list_chats(inbox) == [7]
    assert inbox.store(odd[:-1]) == []


def test_odd_chat_id_is_stored_all_the_same(database: Database, clock: FakeClock) -> None:
    """It stands with the updates that belong to nobody."""
    inbox = Inbox(database, clock, 1)

    inbox.store([{"update_id": 1, "message": {"chat": {"id": 2**70}}}])

    assert list_chats(inbox) == [0]
