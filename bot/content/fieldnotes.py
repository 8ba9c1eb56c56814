"""What each field means, in a sentence that editors show; docs/content-format.md has more."""

from typing import Final

from bot.content import schema

_LINT: Final = "Warnings of `check` that do not apply here."
_ID: Final = "A short name that never changes: small letters, digits and hyphens."
_PICTURE: Final = "A picture that a button sends as a photo."
_LESSONS: Final = "Lesson ids, in their order."

NOTES: Final[dict[type[schema.Entry], dict[str, str]]] = {
    schema.PictureEntry: {
        "file": "Name of a PNG or JPEG file in `media/`.",
        "alt": "What the picture shows, for those who do not see it.",
    },
    schema.LintEntry: {
        "ignore": "The names in brackets that `check` prints.",
        "because": "Why they do not apply.",
    },
    schema.CardEntry: {
        "id": _ID,
        "title": "At most 60 characters.",
        "text": "Markdown, one phone screen: 900 characters at most.",
        "picture": _PICTURE,
    },
    schema.ObjectiveEntry: {
        "id": f"{_ID} Made from the text where it is missing.",
        "text": "What the learner can do afterwards; begins with a verb that one can test.",
    },
    schema.LessonEntry: {
        "id": _ID,
        "title": "At most 60 characters.",
        "minutes": "Reading time in whole minutes, without the quiz.",
        "objectives": "What the learner can do afterwards.",
        "cards": "4 to 8 cards, a phone screen each.",
        "takeaways": "What to remember, one sentence each.",
        "sources": "The titles of the documents it is drawn from.",
        "task": "Markdown: something to try at work.",
        "requires": "Ids of lessons that must be done before this one opens.",
        "optional": "yes: counts neither for the course nor in its test.",
        "lint": _LINT,
    },
    schema.OptionEntry: {
        "id": f"{_ID} Made from the text where it is missing.",
        "text": "The answer, at most 200 characters.",
        "correct": "yes on each right option.",
        "is": "Only in negative questions: what the option is, such as `a component`.",
        "why": "Why it is right or wrong, about 120 characters.",
    },
    schema.QuestionEntry: {
        "id": _ID,
        "lesson": "Id of the lesson that it belongs to.",
        "card": "Id of the card in that lesson that teaches the answer.",
        "objective": "Id of the objective of that lesson that it asks about.",
        "type": "single: one right option. multiple: several. true-false: True and False.",
        "use": "practice, or test: kept for the final test.",
        "level": "recall, application (a situation at work) or analysis.",
        "difficulty": "1 easy, 2 medium, 3 hard.",
        "negative": "yes: asks for the odd one out, with **NOT** in it and 'is' in each option.",
        "keep_order": "yes: the options are not shuffled.",
        "draft": "yes: kept in the bank and shown to no learner.",
        "tags": "Words of your own, to find it again.",
        "picture": _PICTURE,
        "ask": "Markdown, the question.",
        "hint": "Markdown: help, shown when the learner asks for it.",
        "options": "2 to 8 answers to choose; shuffled for each learner.",
        "explanation": "Markdown: what to say of the question as a whole.",
        "lint": _LINT,
    },
    schema.QuestionsFile: {
        "questions": "The question bank.",
        "lint": f"{_LINT[:-1]}, for the whole file.",
    },
    schema.CheckEntry: {
        "questions": "How many questions the check quiz after each lesson draws.",
        "pass_mark": "Percentage of right answers that passes it.",
    },
    schema.TestEntry: {
        "questions": "How many of the reserved questions the final test draws.",
        "pass_mark": "Percentage of right answers that passes it.",
    },
    schema.ModuleEntry: {
        "id": _ID,
        "title": "At most 60 characters.",
        "lessons": _LESSONS,
        "summary": "Markdown: a card to keep, shown when all its lessons are done.",
    },
    schema.CourseEntry: {
        "id": _ID,
        "title": "At most 60 characters.",
        "description": "One or two sentences.",
        "check": "The check quiz after each lesson.",
        "test": "The final test.",
        "valid_months": "For how many months a certificate of the course is valid.",
        "modules": "The modules in order.",
        "lint": _LINT,
    },
    schema.CoursesFile: {"courses": "The courses: each is taught."},
    schema.TermEntry: {
        "id": _ID,
        "term": "The term as it is written, at most 60 characters.",
        "also": "Other names that it is found by.",
        "definition": "Markdown, one or two sentences.",
        "example": "Markdown, one sentence from daily work.",
        "lessons": "Ids of the lessons that use it.",
        "lint": _LINT,
    },
    schema.GlossaryFile: {"terms": "The terms of the glossary."},
}
