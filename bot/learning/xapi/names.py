"""What statements and what they are about are called: the same names for ever, also in a resend."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha1
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from bot.learning.quiz import QuizKind

NOBODY = "training-bot"  # the account in whose name statements are voided


@dataclass(frozen=True)
class Names:
    """Names under one home, an address or a URN that stands for the organisation.

    Another home gives other names for everything: it must stay as it is.
    """

    home: str

    @cached_property
    def _space(self) -> bytes:
        return uuid5(NAMESPACE_URL, self.home).bytes

    def make_id(self, what: str, *parts: int | str) -> str:
        """Return the id of one thing that was recorded; the same parts give the same id.

        Among the parts is the time: a number that a backup gives away twice is another thing then.
        It is the UUID of version 5 in a third of the time that `uuid5` takes.
        """
        name = "\n".join([what, *map(repr, parts)])
        digits = sha1(self._space + name.encode(), usedforsecurity=False).hexdigest()
        variant = "89ab"[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
        )

    def name_course(self, course_id: str) -> str:
        """Return the IRI of a course, whatever its version."""
        return f"{self.home}/xapi/courses/{quote(course_id, safe='')}"

    def name_quiz(self, course_id: str, version: int, kind: str, scope: str) -> str:
        """Return the IRI of a check or of the final test, as a version has it."""
        place = f"{self.name_course(course_id)}/versions/{version}"
        if kind == QuizKind.TEST:
            return f"{place}/test"
        return f"{place}/checks/{quote(scope, safe='')}"

    def name_question(self, course_id: str, version: int, question_id: str) -> str:
        """Return the IRI of a question, as a version asks it."""
        place = f"{self.name_course(course_id)}/versions/{version}"
        return f"{place}/questions/{quote(question_id, safe='')}"

    def name_extension(self, name: str) -> str:
        """Return the IRI of something that xAPI has no place for."""
        return f"{self.home}/xapi/extensions/{name}"


def find_home(setting: str | None, public_url: str | None, organisation: str) -> str:
    """Return the home: what a setting says, else the public address, else the organisation."""
    if setting or public_url:
        return (setting or public_url or "").rstrip("/")
    return f"urn:x-training-bot:{quote(organisation.casefold(), safe='')}"
