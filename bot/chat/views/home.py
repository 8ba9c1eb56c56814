"""Home, the list of lessons, progress, practice topics and help."""

from collections.abc import Iterable, Sequence

from bot.chat.richtext import Rich, bold, italic, quote, rich
from bot.chat.screen import Button, Screen
from bot.chat.taps.bank import ShowBank
from bot.chat.taps.certificates import ShowCertificate
from bot.chat.taps.courses import PractiseCourse, ShowCourses
from bot.chat.taps.glossary import ShowGlossary
from bot.chat.taps.home import ShowHelp, ShowHome, ShowLessons, ShowProgress
from bot.chat.taps.people import ShowPeople
from bot.chat.taps.privacy import ShowMyData
from bot.chat.taps.quiz import ShowPractice, StartPractice, StartTest
from bot.chat.taps.report import ShowReport
from bot.chat.taps.study import OpenLesson, ShowSummary
from bot.chat.views.steps import describe_step, find_lesson, make_step_button
from bot.chat.views.wording import lines, make_bar, shorten, word_due
from bot.learning.grading import score_pct
from bot.learning.people import LEADERS, TRAINERS, Member
from bot.learning.phrases import count
from bot.learning.progress import LessonStanding, QuizScore, Standing

HOME = Button("Home", ShowHome())
COURSES = Button("Courses", ShowCourses(0))
NUMBERS_IN_A_ROW = 4


def show_home(member: Member, standing: Standing) -> Screen:
    """Show where the learner stands, with the one obvious next step."""
    rows = [
        [Button("Lessons", ShowLessons()), Button("Practice", ShowPractice()), *_offer(standing)],
        [
            Button("Progress", ShowProgress()),
            Button("Glossary", ShowGlossary(0)),
            Button("Help", ShowHelp()),
        ],
    ]
    staff = []
    if member.role in TRAINERS:
        staff.append(Button("Question bank", ShowBank()))
    if member.role in LEADERS:
        staff.append(Button("People", ShowPeople()))
        staff.append(Button("Report", ShowReport()))
    if staff:
        rows.append(staff)
    step = make_step_button(standing)
    text = lines(
        bold(standing.course.title),
        summarise(standing),
        _name_module(standing),
        word_due(standing.duty, is_overdue=standing.is_overdue),
        _name_pressing(standing),
        "",
        f"{_greet(member, standing)} " + describe_step(standing.next_step),
    )
    if standing.is_complete:
        rows = [
            [Button("🎓 Your certificate", ShowCertificate(standing.named_id), is_below=True)],
            *rows,
        ]
    return Screen(text, [[step], *rows] if step else rows)


def show_lessons(standing: Standing) -> Screen:
    """List the lessons; each opens where reading stopped."""
    titles = {module.lesson_ids[0]: module.title for module in standing.course.modules}
    parts: list[Rich | str] = [_head("Lessons", standing)]
    for lesson in standing.lessons:
        if lesson.lesson.id in titles:
            parts += ["", bold(titles[lesson.lesson.id])]
        title = f"{_mark(lesson)} {lesson.number}. {lesson.lesson.title}"
        parts.append(f"{title} · {lesson.lesson.minutes}\u00a0min{_note(lesson)}")
    parts += ["", _describe_test(standing), "", "Tap a number to open the lesson."]
    rows = lay_out(
        Button(f"{_mark(lesson)} {lesson.number}", OpenLesson(lesson.lesson.id))
        for lesson in standing.lessons
    )
    if standing.is_test_open:
        mark = "✅" if standing.is_test_passed else "○"
        rows.append([Button(f"{mark} Final test", StartTest(standing.named_id))])
    keep = [
        [Button(shorten(f"Keep: {module.title}"), ShowSummary(module.id))]
        for module in standing.earned_modules
    ]
    return Screen(lines(*parts), [*rows, *keep, [*_offer(standing), HOME]])


def show_progress(standing: Standing) -> Screen:
    """Show what is done, by lesson and overall."""
    parts: list[Rich | str] = [_head("Progress", standing), summarise(standing), ""]
    for lesson in standing.lessons:
        title = bold(f"{lesson.number}. {lesson.lesson.title}")
        parts.append(f"{_mark(lesson)} " + title + _note(lesson))
        if lesson.is_started:
            parts.append(f"{_describe_reading(lesson)} · {_describe_check(lesson.best_check)}")
    rule = standing.course
    but = " but the optional ones" if len(standing.required) < len(standing.lessons) else ""
    parts += [
        "",
        _describe_test(standing),
        "",
        (
            f"The course is complete when every lesson{but} is read, every check has at least "
            f"{rule.check.pass_mark_pct}% and the final test at least {rule.test.pass_mark_pct}%."
        ),
    ]
    step = make_step_button(standing)
    home = [*_offer(standing), HOME]
    return Screen(lines(*parts), [[step], home] if step else [home])


def show_topics(standing: Standing) -> Screen:
    """Offer the topics to practise: one for each lesson, and a mix."""
    text = lines(
        _head("Practice", standing),
        "Pick a topic. Practice changes no result, so try things out.",
        "",
        *(f"{one.number}. {one.lesson.title}{_note(one)}" for one in standing.lessons),
    )
    rows = lay_out(
        Button(str(lesson.number), StartPractice(lesson.lesson.id)) for lesson in standing.lessons
    )
    mix = StartPractice(None) if standing.named_id is None else PractiseCourse(standing.named_id)
    return Screen(text, [[Button("A mix of everything", mix)], *rows, [HOME]])


def show_help(standing: Standing, commands: Sequence[tuple[str, str]], notice: Rich) -> Screen:
    """Say what the bot does, how long the course takes, and list this person's commands."""
    lessons = count(len(standing.required), "lesson")
    return Screen(
        lines(
            bold("Help"),
            "Read a lesson card by card, then take its short check. After every answer you see "
            "why each option is right or wrong. When all lessons are done, the final test opens.",
            "",
            bold(standing.course.title),
            f"{lessons} and the final test take about {standing.minutes_in_all} min in all.",
            "",
            *(f"/{name} – {description}" for name, description in commands),
            "",
            "Everything is kept: stop at any moment and go on later.",
            "",
            quote(notice, is_folded=True),
        ),
        [[Button("What is stored about me", ShowMyData())], [HOME]],
    )


def lay_out(buttons: Iterable[Button]) -> list[list[Button]]:
    """Put number buttons side by side, as many as a thumb can tell apart."""
    row = list(buttons)
    return [row[start : start + NUMBERS_IN_A_ROW] for start in range(0, len(row), NUMBERS_IN_A_ROW)]


def summarise(standing: Standing) -> str:
    """Say in one line how far somebody is, with a bar."""
    done = f"{standing.done_lessons} of {count(len(standing.required), 'lesson')}"
    if standing.is_test_open and not standing.is_complete:
        done += ", test to go"
    left = "" if standing.is_complete else f" · about\u00a0{standing.minutes_left}\u00a0min left"
    return f"{done} {make_bar(standing.done_steps, standing.total_steps)}{left}"


def _offer(standing: Standing) -> list[Button]:
    """Offer the other courses, where there are any."""
    return [COURSES] if standing.is_one_of_several else []


def _head(what: str, standing: Standing) -> Rich:
    """Name a screen, and where there are several, the course that it is about."""
    return bold(f"{what} · {standing.course.title}" if standing.is_one_of_several else what)


def _name_pressing(standing: Standing) -> Rich | None:
    """Say which other course presses more than this one."""
    other = standing.pressing
    if other is None:
        return None
    due = word_due(other.duty, is_overdue=other.is_overdue)
    what = "⚠️ " if other.is_overdue else "Also to do: "
    return what + bold(other.title) + (": " + due if due else "")


def _name_module(standing: Standing) -> Rich | None:
    """Name the module of the next step, where the course has several."""
    lesson = find_lesson(standing.next_step)
    modules = standing.course.modules
    if lesson is None or len(modules) == 1:
        return None
    places = {lesson_id: n for n, one in enumerate(modules) for lesson_id in one.lesson_ids}
    if lesson.id not in places:
        return None
    place = places[lesson.id]
    return italic(f"Module {place + 1} of {len(modules)}: {modules[place].title}")


def _greet(member: Member, standing: Standing) -> str:
    if standing.is_complete:
        return f"🎓 You have completed the course, {member.first_name}."
    return f"Welcome{' back' if standing.is_started else ''}, {member.first_name}."


def _mark(lesson: LessonStanding) -> str:
    if lesson.is_done:
        return "✅"
    if lesson.is_locked:
        return "🔒"
    return "◔" if lesson.is_started else "○"


def _note(lesson: LessonStanding) -> str:
    return " · optional" if lesson.is_optional else ""


def _describe_reading(lesson: LessonStanding) -> str:
    if lesson.is_read:
        return "read"
    if lesson.first_unread == 0:
        return "not read"
    return f"{lesson.first_unread} of {count(len(lesson.lesson.cards), 'card')} read"


def _describe_check(score: QuizScore | None) -> str:
    if score is None:
        return "check not taken"
    mark = "passed" if score.is_passed else "not passed yet"
    return f"check {score.right} of {score.total}, {mark}"


def _describe_test(standing: Standing) -> Rich:
    if standing.best_test is not None:
        best = standing.best_test
        tries = count(standing.test_attempts, "attempt")
        passed = "passed" if best.is_passed else "not passed yet"
        score = f"{best.right} of {best.total} ({score_pct(best.right, best.total)}%)"
        return bold("Final test") + f": {score}, {passed} · {tries}"
    if standing.is_test_open:
        return bold("Final test") + ": open"
    return rich("The ") + bold("final test") + " opens when every lesson is done."
