"""The joining notice: it says where results go, and under which number."""

from bot.chat.taps.joining import AcceptNotice
from bot.chat.taps.tap import DATA_LIMIT
from bot.learning.joining import VERSION, make_notice


def test_notice_names_the_record_store() -> None:
    """Whoever has read the plain one reads this one too, as it is another version."""
    plain = make_notice("HR")
    told = make_notice("HR", "the Acme records")

    assert plain.version == VERSION
    assert told.version not in {VERSION, ""}
    assert "go, by employee number, to the Acme records. Nothing goes to anybody else." in told.body
    assert "employee number, to" not in plain.body
    assert plain.digest != told.digest


def test_each_text_has_a_version_of_its_own() -> None:
    """Turning a setting on, or off again, asks everybody to read what is true now."""
    settings = [
        (store, files, answers)
        for store in ("", "the records", "other records")
        for files in (False, True)
        for answers in (False, True)
    ]
    notices = [
        make_notice("HR", store, has_files=files, has_answers=answers)
        for store, files, answers in settings
    ]

    assert len({notice.version for notice in notices}) == len(settings)
    assert len({notice.digest for notice in notices}) == len(settings)
    for notice, (_, files, answers) in zip(notices, settings, strict=True):
        assert ("and so may files with names" in notice.body) == files
        assert ("list each answer that you gave" in notice.body) == answers
        assert len(AcceptNotice(notice.version).encode()) <= DATA_LIMIT
