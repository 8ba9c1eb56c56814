"""Somebody who finds the question in a message and answers it right, or wrong on purpose."""

from bot.chat.markdown import render, render_inline
from bot.learning.course import Catalog, Question, QuestionType
from tests.e2e.stage import Actor, Message


class Student:
    """Takes quizzes in the name of an actor."""

    def __init__(self, actor: Actor, catalog: Catalog) -> None:
        self.actor = actor
        self._catalog = catalog

    def find_question(self, message: Message | None = None) -> Question:
        """Return the question that stands in a message."""
        text = (message or self.actor.last)["text"]
        found = [q for q in self._catalog.questions if render(q.ask).text in text]
        assert found, f"no question in:\n{text}"
        return max(found, key=lambda q: len(q.ask))

    def find_labels(self, *, is_correct: bool, message: Message | None = None) -> list[str]:
        """Return the labels of the right options, or of the wrong ones."""
        message = message or self.actor.last
        question = self.find_question(message)
        wanted = [
            render_inline(o.text).text for o in question.options if o.is_correct == is_correct
        ]
        if question.type is QuestionType.TRUE_FALSE:
            return wanted
        lines = message["text"].splitlines()
        return sorted(line[0] for line in lines if len(line) > 2 and line[2:] in wanted)

    async def answers(self, *, rightly: bool = True, on: Message | None = None) -> Question:
        """Answer the question in the newest message, or in that one."""
        message = on or self.actor.last
        question = self.find_question(message)
        if question.type is not QuestionType.MULTIPLE:
            label = self.find_labels(is_correct=rightly, message=message)[0]
            await self.actor.taps(label, on=message)
            return question
        right, wrong = (
            self.find_labels(is_correct=value, message=message) for value in (True, False)
        )
        for label in right if rightly else (wrong or right)[:1]:
            await self.actor.taps(label)
        await self.actor.taps("Submit")
        return question

    async def reads_lesson(self) -> None:
        """Turn the cards of the open lesson to the takeaways."""
        while self.actor.has_button("Next →"):
            await self.actor.taps("Next →")

    async def takes_check(self, *, rightly: bool = True) -> None:
        """Answer the questions of a check or practice up to its result."""
        while True:
            await self.answers(rightly=rightly)
            if self.actor.has_button("See the result"):
                await self.actor.taps("See the result")
                return
            await self.actor.taps("Next →")

    async def takes_test(self, *, rightly: bool = True) -> list[Question]:
        """Answer the final test up to its result; return its questions."""
        asked = []
        while (
            "Final test ·" in self.actor.last["text"]
            and "Your answer" not in (self.actor.last["text"])
        ):
            asked.append(await self.answers(rightly=rightly))
        return asked

    async def completes_lessons(self) -> None:
        """Read every lesson that counts and pass every check, from Home on."""
        for _ in self._catalog.list_required(self._catalog.courses[0]):
            await self.actor.says("/home")
            await self.actor.taps("Start lesson")
            await self.reads_lesson()
            await self.actor.taps("Take the check")
            await self.takes_check()
