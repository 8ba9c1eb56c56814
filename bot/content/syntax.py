"""Says in plain words what YAML's parser cannot read, where it is and how to write it."""

from yaml import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from bot.content.diagnosis import Diagnosis, Trouble
from bot.content.problems import START, Place


def explain_bytes(raw: bytes, error: UnicodeDecodeError) -> Trouble:
    """Explain why a file is no UTF-8 text."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "not-utf8", START, "the file is saved as UTF-16", "Save it as UTF-8"
    before = raw[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace"))
    place = Place(before.count(b"\n"), column)
    message = "the file is not UTF-8 from here on"
    return "not-utf8", place, message, "Save it as UTF-8 in your editor"


def explain_key(*, is_alias: bool) -> tuple[str, str]:
    """Explain why something cannot be the name of a field."""
    if is_alias:
        return "the name of a field cannot begin with *", "Put the text in quotes"
    return (
        "brackets cannot be the name of a field",
        "Put the text in quotes if the brackets belong to it",
    )


def explain(error: YAMLError, lines: list[str]) -> Trouble:
    """Return the place of a syntax error, what is wrong and how to repair it."""
    if isinstance(error, ReaderError):
        return _explain_character(error, lines)
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return "syntax", START, "YAML cannot read this file", None
    return Diagnosis(error, lines).find()


def _explain_character(error: ReaderError, lines: list[str]) -> Trouble:
    rule = "control-character"
    sign = chr(error.character) if isinstance(error.character, int) else str(error.character)
    for number, line in enumerate(lines):
        if sign in line:
            place = Place(number, line.index(sign))
            message = f"an invisible control character (U+{ord(sign):04X}) stands here"
            return rule, place, message, "Delete it and type the text anew"
    return rule, START, "the file holds a character that YAML does not allow", None
