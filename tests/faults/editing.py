"""A small course in files, and the ways in which its trainer edits it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Entry = dict[str, Any]
LESSONS = ("one", "two", "three")
LETTERS = "abcd"


def make_question(question_id: str, lesson_id: str, kind: str, use: str) -> Entry:
    """Return a question of a lesson; a multiple response has two right options."""
    right = {"single": "b", "multiple": "bd", "true-false": "a"}[kind]
    texts = {letter: f"{question_id} {letter}" for letter in LETTERS}
    if kind == "true-false":
        texts = {"a": "True", "b": "False"}
    options = [
        {"id": letter, "text": text, "why": f"Why {letter}."}
        | ({"correct": "yes"} if letter in right else {})
        for letter, text in texts.items()
    ]
    return {
        "id": question_id,
        "lesson": lesson_id,
        "card": "first",
        "type": kind,
        "use": use,
        "ask": f"What of {question_id}?",
        "options": options,
    }


def make_lesson(lesson_id: str) -> Entry:
    """Return a lesson of two cards."""
    return {
        "id": lesson_id,
        "title": f"Lesson {lesson_id}",
        "minutes": "5",
        "objectives": ["Know it"],
        "cards": [
            {"id": card, "title": f"The {card} card", "text": f"{lesson_id}, {card}."}
            for card in ("first", "second")
        ],
        "takeaways": ["It matters."],
        "sources": ["The handbook"],
    }


class CourseFiles:
    """Content as a trainer has it on disk; each edit shows once it is published."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._number = 0
        self.lessons = [make_lesson(lesson_id) for lesson_id in LESSONS]
        self.taught = list(LESSONS)
        self.check = {"questions": "2", "pass_mark": "50"}
        self.test = {"questions": "2", "pass_mark": "60"}
        self.questions = [
            make_question(f"{lesson_id}-{kind}-{use}", lesson_id, kind, use)
            for lesson_id in LESSONS
            for kind in ("single", "multiple", "true-false")
            for use in ("practice", "test")
        ]
        self.edits: dict[str, Callable[[int], None]] = {
            "reorder options": self._reorder,
            "reword": self._reword,
            "mark another option right": self._mark_another,
            "remove a question": self._remove_question,
            "remove a lesson": self._remove_lesson,
            "add a card": self._add_card,
            "change the pass marks": self._change_marks,
            "break a file": self._break,
        }
        self.is_broken = False
        self.write()

    def edit(self, kind: str, number: int) -> None:
        """Make one edit; the number chooses where."""
        self.is_broken = False
        self._number += 1
        self.edits[kind](number)
        self.write()

    def write(self) -> None:
        """Write all files; JSON is YAML too."""
        module = {"id": "all", "title": "All", "lessons": self.taught}
        course = {
            "id": "basics",
            "title": "Basics",
            "description": "What everybody knows.",
            "check": self.check,
            "test": self.test,
            "modules": [module],
        }
        questions: Any = {"questions": self.questions}
        files: dict[str, Any] = {
            "courses.yaml": {"courses": [course]},
            "questions.yaml": {"oops": 1} if self.is_broken else questions,
            "glossary.yaml": {"terms": [{"id": "need", "term": "Need", "definition": "A lack."}]},
        }
        files |= {f"lessons/{lesson['id']}.yaml": lesson for lesson in self.lessons}
        for name, data in files.items():
            path = self._directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(data, indent=1), encoding="utf-8")

    def _reorder(self, number: int) -> None:
        del number
        for question in self.questions:
            question["options"].append(question["options"].pop(0))

    def _reword(self, number: int) -> None:
        del number
        for question in self.questions:
            question["ask"] = f"What of {question['id']}, {self._number}?"
            if question["type"] != "true-false":
                for option in question["options"]:
                    option["text"] = f"{question['id']} {option['id']} {self._number}"

    def _mark_another(self, number: int) -> None:
        del number
        for question in self.questions:
            options = question["options"]
            marks = ["correct" in option for option in options]
            for option, is_right in zip(options, [marks[-1], *marks[:-1]], strict=True):
                option.pop("correct", None)
                if is_right:
                    option["correct"] = "yes"

    def _remove_question(self, number: int) -> None:
        question = self.questions[number % len(self.questions)]
        beside = [
            one
            for one in self.questions
            if (one["lesson"], one["use"]) == (question["lesson"], question["use"])
        ]
        if len(beside) > int(self.check["questions"]):
            self.questions.remove(question)

    def _remove_lesson(self, number: int) -> None:
        """Take a lesson out of the course, or put all back where one is left."""
        if len(self.taught) == 1:
            self.taught = list(LESSONS)
        else:
            self.taught.pop(number % len(self.taught))

    def _add_card(self, number: int) -> None:
        cards = self.lessons[number % len(self.lessons)]["cards"]
        card = copy.deepcopy(cards[0])
        cards.append(card | {"id": f"added-{self._number}"})

    def _change_marks(self, number: int) -> None:
        self.check["pass_mark"] = str(1 + number % 100)
        self.test["pass_mark"] = str(100 - number % 100)

    def _break(self, number: int) -> None:
        del number
        self.is_broken = True
