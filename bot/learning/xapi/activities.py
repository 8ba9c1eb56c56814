"""What statements are about, as it is defined: courses, their checks and tests, and questions."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from bot.learning.course import Catalog, Course, Question
from bot.learning.quiz import QuizKind
from bot.learning.xapi.names import Names

Statement = dict[str, Any]
TYPES: Final = "http://adlnet.gov/expapi/activities/"
BETWEEN: Final = "[,]"  # what xAPI puts between the parts of a response
LANGUAGE: Final = "und"  # content does not say in which language it is
KEPT: Final = 4096  # definitions in memory


@dataclass(frozen=True)
class Version:
    """A version of the content, by the number that trainers know it by."""

    number: int
    catalog: Catalog = field(compare=False, hash=False)


class Activities:
    """Defines activities under the names of one home."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.define_question = lru_cache(maxsize=KEPT)(self._define_question)

    def _define_question(
        self,
        version: Version,
        course_id: str,
        question_id: str,
        right_ids: tuple[str, ...] | None = None,
    ) -> Statement:
        """Return a question as a version asks it; `right_ids` where its key was corrected since."""
        question = version.catalog.questions_by_id.get(question_id)
        name = self._names.name_question(course_id, version.number, question_id)
        if question is None:
            return {"objectType": "Activity", "id": name}
        return _define(name, _describe(question, right_ids))

    def define_quiz(self, version: Version, course_id: str, kind: str, scope: str) -> Statement:
        """Return a check or the final test as a version has it."""
        lesson = version.catalog.lessons_by_id.get(scope)
        course = _find_course(version, course_id)
        title = lesson.title if lesson is not None else course.title if course else ""
        what = "Final test" if kind == QuizKind.TEST else "Check"
        return _define(
            self._names.name_quiz(course_id, version.number, kind, scope),
            {
                "type": f"{TYPES}assessment",
                "name": {LANGUAGE: f"{what}: {title}" if title else what},
            },
        )

    def define_course(self, version: Version | None, course_id: str) -> Statement:
        """Return a course, which has the same name in all versions."""
        course = None if version is None else _find_course(version, course_id)
        definition: Statement = {"type": f"{TYPES}course"}
        if course is not None:
            definition["name"] = {LANGUAGE: course.title}
        return _define(self._names.name_course(course_id), definition)


def _define(name: str, definition: Statement) -> Statement:
    return {"objectType": "Activity", "id": name, "definition": definition}


def _find_course(version: Version, course_id: str) -> Course | None:
    return next((one for one in version.catalog.courses if one.id == course_id), None)


def _describe(question: Question, right_ids: tuple[str, ...] | None) -> Statement:
    """Return what a question asks; the order of the options is that of the bank."""
    chosen = set(question.correct_ids if right_ids is None else right_ids)
    right = [option.id for option in question.options if option.id in chosen]
    return {
        "type": f"{TYPES}cmi.interaction",
        "name": {LANGUAGE: question.ask},
        "interactionType": "choice",
        "correctResponsesPattern": [BETWEEN.join(right)],
        "choices": [
            {"id": option.id, "description": {LANGUAGE: option.text}} for option in question.options
        ],
    }
