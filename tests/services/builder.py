"""A small catalogue, and a school that teaches it: what most tests of use cases start from."""

from collections.abc import Sequence
from random import Random
from zoneinfo import ZoneInfo

from bot.learning.course import (
    Card,
    Catalog,
    Course,
    Lesson,
    Level,
    Module,
    Objective,
    Option,
    Question,
    QuestionType,
    QuizRule,
    Term,
    Use,
)
from bot.learning.people import Member, Role
from bot.learning.prompt import PromptKind
from bot.learning.quiz import AnsweredQuestion, AskedQuestion, QuizResult
from bot.services import Clock
from bot.services.certificates import Certificates
from bot.services.curriculum import Curriculum
from bot.services.enrolment import Enrolment
from bot.services.flags import Flags
from bot.services.library import Library
from bot.services.notices import Notices
from bot.services.pictures import Pictures
from bot.services.prompts import Prompts
from bot.services.quiz import Quizzes
from bot.services.ratings import Ratings
from bot.services.regrading import Regrading
from bot.services.review import Reviews
from bot.services.rulings import Rulings
from bot.services.study import Study
from bot.storage.engine import Database

UTC = ZoneInfo("UTC")
LESSONS = ("one", "two")
CHECK = QuizRule(questions=3, pass_mark_pct=60)  # two of three
TEST = QuizRule(questions=4, pass_mark_pct=75)  # three of four


def make_question(  # noqa: PLR0913 - what tests vary
    question_id: str,
    lesson_id: str = "one",
    card_id: str = "c1",
    type: QuestionType = QuestionType.SINGLE,  # noqa: A002 - as in Question
    use: Use = Use.PRACTICE,
    right: str = "",
) -> Question:
    """Return a question with the options a, b, c and d (or true and false); `right` names some."""
    if type is QuestionType.TRUE_FALSE:
        ids, texts = ["true", "false"], ["True", "False"]
        correct = {right or "true"}
    else:
        ids = list("abcd")
        texts = [f"{question_id} {option_id}" for option_id in ids]
        correct = set(right or ("ac" if type is QuestionType.MULTIPLE else "a"))
    options = tuple(
        Option(option_id, text, option_id in correct, why=f"Because of {option_id}.")
        for option_id, text in zip(ids, texts, strict=True)
    )
    return Question(
        id=question_id,
        lesson_id=lesson_id,
        card_id=card_id,
        type=type,
        use=use,
        level=Level.RECALL,
        is_negative=False,
        ask=f"{question_id}?",
        options=options,
    )


def make_questions(lesson_id: str) -> tuple[Question, ...]:
    """Return one practice question of each type, and two for the test."""
    return (
        make_question(f"{lesson_id}-single", lesson_id),
        make_question(f"{lesson_id}-multiple", lesson_id, "c2", QuestionType.MULTIPLE),
        make_question(f"{lesson_id}-true", lesson_id, "c2", QuestionType.TRUE_FALSE),
        make_question(f"{lesson_id}-test-1", lesson_id, "c1", use=Use.TEST),
        make_question(f"{lesson_id}-test-2", lesson_id, "c2", QuestionType.MULTIPLE, use=Use.TEST),
    )


def make_lesson(lesson_id: str, cards: int = 2, minutes: int = 6) -> Lesson:
    """Return a lesson whose cards are c1, c2 and so on."""
    return Lesson(
        id=lesson_id,
        title=f"Lesson {lesson_id}",
        minutes=minutes,
        objectives=(Objective("know", "Know it"),),
        cards=tuple(
            Card(f"c{number}", f"Card {number}", f"{lesson_id} {number}")
            for number in range(1, cards + 1)
        ),
        takeaways=("It matters.",),
        sources=("The handbook",),
    )


def make_course(
    lesson_ids: Sequence[str] = LESSONS,
    check: QuizRule = CHECK,
    test: QuizRule = TEST,
    course_id: str = "basics",
) -> Course:
    """Return a course of one module."""
    module = Module("m" if course_id == "basics" else course_id, "All", tuple(lesson_ids))
    title = course_id.capitalize()
    return Course(course_id, title, "What everybody knows.", (module,), check, test)


def make_catalog(
    lesson_ids: Sequence[str] = LESSONS,
    *,
    questions: Sequence[Question] | None = None,
    terms: Sequence[Term] = (),
    check: QuizRule = CHECK,
    test: QuizRule = TEST,
) -> Catalog:
    """Return a catalogue with one course of those lessons."""
    if questions is None:
        questions = [one for lesson_id in lesson_ids for one in make_questions(lesson_id)]
    return Catalog(
        courses=(make_course(lesson_ids, check, test),),
        lessons=tuple(make_lesson(lesson_id) for lesson_id in lesson_ids),
        questions=tuple(questions),
        terms=tuple(terms),
    )


def make_courses(cards: int = 2, **lessons: Sequence[str]) -> Catalog:
    """Return a catalogue with several courses: the lessons of each by its id.

    Their quizzes ask two questions, of which one right answer passes.
    """
    rule = QuizRule(2, 50)
    every = [lesson_id for ids in lessons.values() for lesson_id in ids]
    return Catalog(
        courses=tuple(
            make_course(ids, rule, rule, course_id) for course_id, ids in lessons.items()
        ),
        lessons=tuple(make_lesson(lesson_id, cards) for lesson_id in every),
        questions=tuple(one for lesson_id in every for one in make_questions(lesson_id)),
        terms=(),
    )


class School:
    """All use cases over one database, and what learners do in them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalog: Catalog | None = None,
        zone: ZoneInfo = UTC,
    ) -> None:
        self.database = database
        self.library = Library(database, clock, zone)
        self.enrolment = Enrolment(database, clock)
        self.study = Study(database, self.library, clock)
        self.quizzes = Quizzes(database, self.library, clock, Random(7))  # noqa: S311 - fixed dice
        self.reviews = Reviews(database, self.library)
        self.pictures = Pictures(database, self.library, bot_id=7)
        self.flags = Flags(database, self.library, clock)
        self.ratings = Ratings(database, self.library, clock)
        self.notices = Notices(database, clock)
        self.curriculum = Curriculum(database, self.library, self.study, clock)
        self.certificates = Certificates(database, self.library, clock)
        self.regrading = Regrading(database, self.library, clock)
        self.rulings = Rulings(database, self.library, clock)
        self.prompts = Prompts(
            database,
            clock,
            {
                PromptKind.FLAG_COMMENT: self.flags.take_comment,
                PromptKind.FLAG_REPLY: self.flags.take_reply,
                PromptKind.RATING_COMMENT: self.ratings.take_comment,
                PromptKind.REVOKE_REASON: self.certificates.take_reason,
                PromptKind.REGRADE_REASON: self.regrading.take_reason,
                PromptKind.RULING_REASON: self.rulings.take_reason,
            },
        )
        self.library.publish(catalog or make_catalog())

    def join(self, telegram_id: int = 1001, role: Role = Role.LEARNER, name: str = "Ana") -> Member:
        """Let somebody in."""
        self.enrolment.join(telegram_id, self.enrolment.invite(role))
        return self.enrolment.give_name(telegram_id, name)

    def read(self, person: Member, lesson_id: str) -> None:
        """Read a lesson to its end."""
        cards = self.library.get_current().catalog.lessons_by_id[lesson_id].cards
        for index in range(len(cards)):
            self.study.open_card(person.id, lesson_id, index)

    def answer(
        self, person: Member, asked: AskedQuestion, *, rightly: bool = True
    ) -> AnsweredQuestion:
        """Answer a question, rightly or not."""
        place = (person.id, asked.session_id, asked.position)
        wanted = [
            number for number, option in enumerate(asked.options) if option.is_correct is rightly
        ]
        if asked.question.type is not QuestionType.MULTIPLE:
            return self.quizzes.answer(*place, wanted[0])
        for number in wanted:
            self.quizzes.tick(*place, number, is_on=True)
        return self.quizzes.submit(*place)

    def finish(self, person: Member, asked: AskedQuestion, right: int = 99) -> QuizResult:
        """Answer the rest of a quiz, the first `right` questions rightly, and return its result."""
        turn: AskedQuestion | QuizResult = asked
        while isinstance(turn, AskedQuestion):
            self.answer(person, turn, rightly=right > 0)
            right -= 1
            turn = self.quizzes.find_turn(person.id, asked.session_id).next
        return turn

    def do_lesson(self, person: Member, lesson_id: str) -> None:
        """Read a lesson and pass its check."""
        self.read(person, lesson_id)
        self.finish(person, self.quizzes.start_check(person.id, lesson_id))

    def do_lessons(self, person: Member, course_id: str | None = None) -> None:
        """Do all lessons of a course, or of the first one, which opens its test."""
        courses = self.library.get_current().catalog.courses
        course = next(one for one in courses if course_id in (None, one.id))
        for lesson_id in course.lesson_ids:
            self.do_lesson(person, lesson_id)

    def complete(self, person: Member, course_id: str | None = None) -> None:
        """Do the whole course."""
        self.do_lessons(person, course_id)
        self.finish(person, self.quizzes.start_test(person.id, course_id))


def make_school(database: Database, clock: Clock, type: QuestionType) -> School:  # noqa: A002 - as in Question
    """A school with one lesson, whose check asks two questions of that type."""
    questions = [make_question(f"q{number}", type=type) for number in (1, 2)]
    return School(
        database, clock, make_catalog(("one",), questions=questions, check=QuizRule(2, 50))
    )


def start(school: School) -> tuple[Member, AskedQuestion]:
    """Let somebody join and begin the check of the first lesson."""
    ana = school.join()
    return ana, school.quizzes.start_check(ana.id, "one")
