"""The joining notice: it says where results go, and under which number."""

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
