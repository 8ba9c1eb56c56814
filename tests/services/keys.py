"""A school in which keys are corrected: who answers what, and what trainers and HR say."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.learning.corrections import KeyCase, PassOutcome
from bot.learning.course import Catalog, Question, QuestionType, QuizRule, Term, Use
from bot.learning.people import Member, Role
from bot.learning.quiz import AskedQuestion, QuizResult
from bot.storage.engine import Database
from tests.conftest import FakeClock
from tests.services.builder import School, make_catalog, make_question

CHECK = QuizRule(questions=2, pass_mark_pct=100)
TEST = QuizRule(questions=2, pass_mark_pct=50)


def make_bank(**keys: str) -> Catalog:
    """Return a course of one lesson: its check asks q1 and q2, both must be right; t1, t2 the test.

    Every right option is a, except where a key says otherwise.
    """
    multiple = {name for name, key in keys.items() if len(key) > 1}
    questions = [
        make_question(
            name,
            type=QuestionType.MULTIPLE if name in multiple else QuestionType.SINGLE,
            use=Use.TEST if name.startswith("t") else Use.PRACTICE,
            right=keys.get(name, "a"),
        )
        for name in ("q1", "q2", "t1", "t2")
    ]
    terms = (Term("term", "Term", (), "What it means.", None, ()),)
    return make_catalog(("one",), questions=questions, terms=terms, check=CHECK, test=TEST)


def edit_question(catalog: Catalog, question: Question) -> Catalog:
    """Return the catalogue with that question in place of the one with its id."""
    questions = [question if one.id == question.id else one for one in catalog.questions]
    return replace(catalog, questions=tuple(questions))


@dataclass
class Keys:
    """What people do about corrected keys."""

    school: School
    clock: FakeClock
    trainer: Member = field(init=False)
    hr: Member = field(init=False)
    _updates: int = 0

    def __post_init__(self) -> None:
        """Let a trainer and HR join."""
        self.trainer = self.school.join(7001, Role.TRAINER, "Tom Tall")
        self.hr = self.school.join(7002, Role.HR, "Hana High")

    def publish(self, catalog: Catalog) -> None:
        """Teach a version, an hour later."""
        self.clock.advance(hours=1)
        self.school.library.publish(catalog)

    def answer(
        self, person: Member, asked: AskedQuestion, answers: Mapping[str, str]
    ) -> QuizResult:
        """Answer a quiz to its end: of each question the options with those letters, else a."""
        turn: AskedQuestion | QuizResult = asked
        while isinstance(turn, AskedQuestion):
            self.clock.advance(minutes=1)
            place = person.id, turn.session_id, turn.position
            wanted = answers.get(turn.question.id, "a")
            numbers = [n for n, option in enumerate(turn.options) if option.id in wanted]
            if turn.question.type is QuestionType.MULTIPLE:
                for number in numbers:
                    self.school.quizzes.tick(*place, number, is_on=True)
                self.school.quizzes.submit(*place)
            else:
                self.school.quizzes.answer(*place, numbers[0])
            turn = self.school.quizzes.find_turn(person.id, asked.session_id).next
        return turn

    def check(self, person: Member, **answers: str) -> QuizResult:
        """Read the lesson and take its check."""
        self.school.read(person, "one")
        return self.answer(person, self.school.quizzes.start_check(person.id, "one"), answers)

    def test(self, person: Member, **answers: str) -> QuizResult:
        """Take the final test."""
        return self.answer(person, self.school.quizzes.start_test(person.id), answers)

    def find_due(self) -> KeyCase:
        """Return the only corrected key that waits, with its figures."""
        (case,) = self.school.regrading.list_keys().due
        return self.school.regrading.find_key(case.id)

    def regrade(self, reason: str = "B is right.", trainer: Member | None = None) -> KeyCase:
        """Decide to regrade by the only key that waits, and carry it out."""
        change_id = self.find_due().id
        self.decide(change_id, reason, trainer)
        while self.school.regrading.go_on(change_id):
            pass
        return self.school.regrading.find_key(change_id)

    def decide(self, change_id: int, reason: str, trainer: Member | None = None) -> None:
        """Write the reason, which decides."""
        trainer = trainer or self.trainer
        self.school.regrading.ask_for_reason(trainer.id, change_id)
        self.write(trainer, reason)

    def write(self, person: Member, text: str) -> None:
        """Write what was asked for."""
        self._updates += 1
        assert self.school.prompts.take(person, text, self._updates) is not None

    def rule(self, outcome: PassOutcome, *, one: int | None = None) -> None:
        """Say HR's word on everything that waits because of the first regrade, or on one pass."""
        (group, *_) = self.school.rulings.list_groups()
        self.school.rulings.ask_for_reason(self.hr.id, outcome, group.decision_id, one)
        self.write(self.hr, f"We {outcome} it.")
        while self.school.rulings.go_on(group.decision_id):
            pass

    def list_notices(self, kind: str) -> list[tuple[int, int]]:
        """Return subject and person of the notices of that kind that are owed or were sent."""
        with self.school.database.reading() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT subject_id, person_id FROM notice WHERE kind = ? ORDER BY 1, 2", (kind,)
            )
            return [(row[0], row[1]) for row in rows]


def open_keys(database: Database, clock: FakeClock) -> Keys:
    """Open the school with its first version."""
    return Keys(School(database, clock, make_bank()), clock)
