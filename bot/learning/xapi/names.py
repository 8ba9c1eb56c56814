"""What statements and what they are about are called: the same names for ever, also in a resend."""

import json
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.learning.quiz import QuizKind

NOBODY = "training-bot"  # the account in whose name statements are voided


@dataclass(frozen=True)
class Names:
    """Names under one home, an address or a URN that stands for the organisation.

    Another home gives other names for everything: it must stay as it is.
    """

    home: str

    @cached_property
    def _space(self) -> UUID:
        return uuid5(NAMESPACE_URL, self.home)

    def make_id(self, what: str, *parts: object) -> str:
        """Return the id of one thing that was recorded; the same parts give the same id.

        Among the parts is the time: a number that a backup gives away twice is another thing then.
        """
        return str(uuid5(self._space, json.dumps([what, *parts])))

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
