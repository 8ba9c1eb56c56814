"""Uploads: one that waits for each trainer, published once, over nothing that was not seen."""

from pathlib import Path
from random import Random

import pytest

from bot.content.archive import NamedFile, unpack
from bot.content.catalog import load_catalog
from bot.content.difference import compare
from bot.content.merging import merge
from bot.learning.errors import NoPractice, UploadGone, UploadTooLarge
from bot.learning.people import Member, Role
from bot.learning.publication import Origin, UploadState
from bot.services import uploads as module
from bot.services.bank import Bank
from bot.services.examiner import Examiner
from bot.services.library import Library
from bot.services.publisher import Overtaken, Publisher
from bot.services.quiz import Quizzes
from bot.services.uploads import SentFile, Uploads
from bot.storage.engine import Database
from bot.storage.tables import Upload
from tests.conftest import FakeClock
from tests.content import builder
from tests.content.test_merging import FIRST, HEAD, LAST
from tests.pictures import make_png
from tests.services.builder import School
from tests.storage.rows import count

CHANGED = HEAD + FIRST.replace("Listening\n", "Hearing\n")
OTHER = HEAD + LAST.replace("Sharing", "To share")
BROKEN = HEAD + FIRST.replace("ask:", "aks:")


@pytest.fixture
def school(database: Database, clock: FakeClock, tmp_path: Path) -> School:
    """A school with the small course."""
    return School(database, clock, builder.load(tmp_path).catalog)


@pytest.fixture
def tom(school: School) -> Member:
    """A trainer."""
    return school.join(role=Role.TRAINER, name="Tom Berg")


@pytest.fixture
def uploads(school: School, clock: FakeClock) -> Uploads:
    """The use cases."""
    return make_uploads(school, clock)


def make_uploads(school: School, clock: FakeClock) -> Uploads:
    """Return the use cases with nothing in memory, as after a restart."""
    library = Library(school.database, clock)
    publisher = Publisher(school.database, library)
    return Uploads(
        school.database,
        library,
        publisher,
        Examiner(library, publisher, Bank(school.database, library, Path())),
        Quizzes(school.database, library, clock, Random(7)),  # noqa: S311 - fixed dice
        clock,
    )


def keep(
    uploads: Uploads, person: Member, text: str, update_id: int = 1, album: str | None = None
) -> int:
    """Keep a file, and let it wait where it is sound."""
    file = NamedFile(f"{update_id}.yaml", text.encode())
    upload_id = uploads.keep(person.id, SentFile(update_id, file, album))
    if uploads.examine(person.id, upload_id).is_publishable:
        uploads.offer(person.id, upload_id)
    return upload_id


def publish(uploads: Uploads, person: Member, upload_id: int) -> int:
    """Publish what was sent beside what is taught now, and return the number."""
    beside = uploads.examine(person.id, upload_id).current.version_id
    return uploads.publish(person.id, upload_id, beside, is_replacing=False).number


def read_state(school: School, upload_id: int) -> str:
    """Return what became of an upload."""
    with school.database.reading() as session:
        return session.get_one(Upload, upload_id).state


def test_same_update_again_finds_what_is_kept(
    school: School, uploads: Uploads, tom: Member, clock: FakeClock
) -> None:
    """Killed before the answer, the bot neither fetches nor keeps the file once more."""
    assert uploads.find_kept(tom.id, 1) is None
    first = keep(uploads, tom, CHANGED)

    again = make_uploads(school, clock)
    assert again.find_kept(tom.id, 1) == first
    assert keep(again, tom, CHANGED) == first
    assert count(school.database, "upload_file") == 1
    assert again.examine(tom.id, first).question_ids == ["first-step"]


def test_publishing_makes_a_version_once(school: School, uploads: Uploads, tom: Member) -> None:
    """The history says who; a second tap, or the update again, changes nothing."""
    upload_id = keep(uploads, tom, CHANGED)
    beside = uploads.examine(tom.id, upload_id).current.version_id

    first = uploads.publish(tom.id, upload_id, beside, is_replacing=False)
    second = uploads.publish(tom.id, upload_id, beside, is_replacing=False)

    assert (first.number, first.is_repeat) == (2, False)
    assert (second.number, second.is_repeat) == (2, True)
    [newest, _] = Bank(school.database, school.library, Path()).list_history()
    assert (newest.origin, newest.first_name) == (Origin.UPLOAD, "Tom")
    assert newest.summary == "1 question changed"
    assert count(school.database, "upload_file") == 0


def test_newer_file_takes_the_place_of_one_that_waits(
    school: School, uploads: Uploads, tom: Member
) -> None:
    """A broken one does not: it might have been a slip."""
    first = keep(uploads, tom, CHANGED)
    broken = keep(uploads, tom, BROKEN, 2)
    assert uploads.find_pending(tom.id) == first
    second = keep(uploads, tom, OTHER, 3)

    assert uploads.find_pending(tom.id) == second
    assert read_state(school, first) == UploadState.REPLACED
    assert read_state(school, broken) == UploadState.REPLACED
    with pytest.raises(UploadGone) as gone:
        uploads.publish(tom.id, first, 1, is_replacing=False)
    assert gone.value.state is UploadState.REPLACED
    assert count(school.database, "upload_file") == 1


def test_files_of_an_album_are_one_upload(school: School, uploads: Uploads, tom: Member) -> None:
    """What only the second one makes whole is sound then."""
    question = HEAD + FIRST.replace("first-step", "more").replace("in-tune", "new")
    lesson = builder.LESSON.replace("id: in-tune", "id: new", 1)
    first = keep(uploads, tom, question, 1, "album")
    assert uploads.find_pending(tom.id) is None
    assert keep(uploads, tom, lesson, 2, "album") == first
    assert uploads.find_pending(tom.id) == first
    assert keep(uploads, tom, CHANGED, 3, "next") != first

    assert read_state(school, first) == UploadState.REPLACED


def test_too_much_in_one_go_is_refused(
    uploads: Uploads, tom: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came before it stays."""
    monkeypatch.setattr(module, "MAX_BYTES", len(CHANGED) + 10)
    upload_id = keep(uploads, tom, CHANGED, 1, "album")

    with pytest.raises(UploadTooLarge):
        keep(uploads, tom, OTHER, 2, "album")
    assert uploads.find_pending(tom.id) == upload_id


def test_somebody_else_published_meanwhile(
    school: School, uploads: Uploads, tom: Member, clock: FakeClock
) -> None:
    """Nothing is published over what was not seen; then the file is compared anew."""
    eva = school.join(1002, Role.TRAINER, "Eva Lang")
    mine, hers = keep(uploads, tom, CHANGED), keep(uploads, eva, OTHER, 2)
    clock.advance(minutes=5)
    publish(uploads, eva, hers)

    with pytest.raises(Overtaken):
        uploads.publish(tom.id, mine, 1, is_replacing=False)

    examined = uploads.examine(tom.id, mine)
    assert examined.news is not None
    [publication] = examined.news.publications
    assert (publication.number, publication.first_name) == (2, "Eva")
    assert [change.id for change in examined.news.difference.changed] == ["last-step"]
    assert examined.news.both == ()
    assert publish(uploads, tom, mine) == 3
    texts = [
        option.text for q in school.library.get_current().catalog.questions for option in q.options
    ]
    assert {"Hearing", "To share"} <= set(texts)


def test_what_both_changed_is_named(school: School, uploads: Uploads, tom: Member) -> None:
    """The second file would take the first one's change back."""
    eva = school.join(1002, Role.TRAINER, "Eva Lang")
    mine = keep(uploads, tom, CHANGED + LAST)
    publish(uploads, eva, keep(uploads, eva, OTHER, 2))

    news = uploads.examine(tom.id, mine).news
    assert news is not None
    assert news.both == ("last-step",)


def test_publishing_in_one_group_of_the_writer(
    school: School, uploads: Uploads, tom: Member
) -> None:
    """Two taps that are committed together are still one after the other."""
    eva = school.join(1002, Role.TRAINER, "Eva Lang")
    mine, hers = keep(uploads, tom, CHANGED), keep(uploads, eva, OTHER, 2)

    with school.database.grouping():
        uploads.publish(eva.id, hers, 1, is_replacing=False)
        with pytest.raises(Overtaken):
            uploads.publish(tom.id, mine, 1, is_replacing=False)
        assert uploads.publish(eva.id, hers, 1, is_replacing=False).is_repeat

    assert school.library.get_current().number == 2
    assert uploads.find_pending(tom.id) == mine


def test_trial_asks_what_changes_and_teaches_nothing(
    school: School, uploads: Uploads, tom: Member
) -> None:
    """Another key first, then what was changed, then what is new; nothing of it counts."""
    key = LAST.replace("        correct: yes\n", "").replace(
        "text: Guessing", "text: Guessing\n        correct: yes"
    )
    new = FIRST.replace("first-step", "new-step")
    upload_id = keep(uploads, tom, CHANGED + key + new)

    asked = uploads.start_trial(tom.id, upload_id)

    assert uploads.examine(tom.id, upload_id).question_ids == [
        "last-step",
        "first-step",
        "new-step",
    ]
    assert (asked.question.id, asked.total) == ("last-step", 3)
    assert school.library.get_current().number == 1
    school.finish(tom, asked)
    assert publish(uploads, tom, upload_id) == 2


def test_nothing_to_try_in_a_glossary(uploads: Uploads, tom: Member) -> None:
    """There is no question in it."""
    upload_id = keep(uploads, tom, builder.GLOSSARY.replace("lacks", "wants"))

    assert uploads.examine(tom.id, upload_id).is_publishable
    with pytest.raises(NoPractice):
        uploads.start_trial(tom.id, upload_id)


def test_running_quizzes_are_counted_and_left_alone(
    school: School, uploads: Uploads, tom: Member
) -> None:
    """A trial is none of them."""
    ana = school.join(1003)
    school.read(ana, "in-tune")
    asked = school.quizzes.start_check(ana.id, "in-tune")
    upload_id = keep(uploads, tom, CHANGED)
    uploads.start_trial(tom.id, upload_id)

    assert uploads.examine(tom.id, upload_id).running == 1
    assert uploads.examine(tom.id, keep(uploads, tom, OTHER, 2)).running == 0
    publish(uploads, tom, keep(uploads, tom, CHANGED, 3))
    turn = school.quizzes.find_turn(ana.id, asked.session_id).next
    assert turn == asked


def test_replacing_says_what_goes_and_needs_its_own_word(
    school: School, uploads: Uploads, tom: Member
) -> None:
    """Offered only where something would go."""
    whole = HEAD + FIRST + LAST
    assert not uploads.examine(tom.id, keep(uploads, tom, whole)).is_replaceable
    upload_id = keep(uploads, tom, HEAD + FIRST.replace("first-step", "only") + LAST, 2)
    plain = uploads.examine(tom.id, upload_id)
    assert (plain.is_replaceable, plain.lacking, plain.is_replacing) == (True, 1, False)

    beside = plain.current.version_id
    uploads.publish(tom.id, upload_id, beside, is_replacing=True)
    ids = [question.id for question in school.library.get_current().catalog.questions]
    assert ids == ["only", "last-step"]


def test_discarding_twice(school: School, uploads: Uploads, tom: Member) -> None:
    """The second time says so; nothing can be published any more."""
    upload_id = keep(uploads, tom, CHANGED)

    assert uploads.discard(tom.id, upload_id)
    assert not uploads.discard(tom.id, upload_id)
    with pytest.raises(UploadGone):
        uploads.publish(tom.id, upload_id, 1, is_replacing=False)
    assert count(school.database, "upload_file") == 0


def test_upload_is_its_senders_own(school: School, uploads: Uploads, tom: Member) -> None:
    """Numbers on buttons are not trusted."""
    eva = school.join(1002, Role.TRAINER, "Eva Lang")
    upload_id = keep(uploads, tom, CHANGED)

    for use in (uploads.examine, uploads.offer, uploads.start_trial, uploads.discard):
        with pytest.raises(UploadGone):
            use(eva.id, upload_id)
    with pytest.raises(UploadGone):
        uploads.publish(eva.id, upload_id, 1, is_replacing=False)
    with pytest.raises(UploadGone):
        uploads.examine(tom.id, 99)


def test_file_waits_for_a_week(
    school: School, uploads: Uploads, tom: Member, clock: FakeClock
) -> None:
    """Then it is forgotten, and the button says so."""
    upload_id = keep(uploads, tom, CHANGED)
    clock.advance(days=6)
    uploads.forget_old()
    assert uploads.find_pending(tom.id) == upload_id
    clock.advance(days=2)
    uploads.forget_old()

    with pytest.raises(UploadGone) as gone:
        uploads.examine(tom.id, upload_id)
    assert gone.value.state is UploadState.EXPIRED
    assert count(school.database, "upload_file") == 0


def test_bank_that_is_downloaded_changes_nothing_when_it_is_sent_back(
    database: Database, clock: FakeClock, tmp_path: Path
) -> None:
    """Pictures are in it, too, and the files pass the check."""
    picture = "    picture:\n      file: a.png\n      alt: A wall\n"
    changed = builder.edit("lesson", ("    text: Ask first.\n", f"    text: Ask first.\n{picture}"))
    folder = builder.write(tmp_path, **changed)
    (folder / "media").mkdir()
    (folder / "media" / "a.png").write_bytes(make_png())
    loaded = load_catalog(folder)
    assert loaded.catalog is not None
    school = School(database, clock)
    school.library.publish(loaded.catalog, loaded.media)

    file = Bank(database, school.library, folder).pack()

    assert file.name == "bank-v2.zip"
    merged = merge(loaded.catalog, [file])
    assert merged.catalog is not None
    assert compare(loaded.catalog, merged.catalog).is_empty
    for one in unpack(file.body):
        path = tmp_path / "again" / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.body)
    assert load_catalog(tmp_path / "again").catalog == loaded.catalog
