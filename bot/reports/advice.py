"""What should be done about a question, in one plain sentence for each finding."""

from collections.abc import Mapping, Sequence

from bot.learning.course import Question, QuestionType
from bot.learning.items import DISCRIMINATION_FROM, FACILITY_FROM, ItemFigures
from bot.learning.quiz import LETTERS
from bot.learning.verdicts import Fault, Finding

SENTENCES = {
    Fault.KEY_DOUBTED: "The good learners choose {options}: is the key right?",
    Fault.OVERTAKEN: "More people choose {options} than what is right: is {options} really wrong?",
    Fault.REVERSED: "Who does well elsewhere misses it more often: does its wording mislead?",
    Fault.HARD: "Fewer than half get it right: do the lesson and the wording say enough?",
    Fault.DULL: "It hardly tells who knows from who guesses: can the wrong options tempt more?",
    Fault.UNUSED: "Hardly anybody chooses {options}: write what people really get wrong.",
    Fault.FEW: f"No fault so far; from {DISCRIMINATION_FROM} answers on more can be said.",
    Fault.TOO_FEW: f"Too few answers yet: figures begin at {FACILITY_FROM}.",
    Fault.SOUND: "Its answers show no fault.",
    Fault.MASTERED: "Nearly everybody knows it, which is what the course is for.",
}
NOBODY = "Nobody chooses {options}: write what people really get wrong."


def label_options(question: Question) -> dict[str, str]:
    """Return by which label each option goes: letters in the order of the bank, True or False.

    Learners see the options shuffled; for who works on the bank they stand where they are written.
    """
    if question.type is QuestionType.TRUE_FALSE:
        return {option.id: option.text for option in question.options}
    return {option.id: letter for option, letter in zip(question.options, LETTERS, strict=False)}


def advise(question: Question, figures: ItemFigures, finding: Finding) -> str:
    """Return what to do about one finding, in one sentence."""
    labels = label_options(question)
    sentence = SENTENCES[finding.fault]
    if finding.fault is Fault.UNUSED and not _count_chosen(figures, finding.option_ids):
        sentence = NOBODY
    return sentence.format(options=_enumerate(finding.option_ids, labels))


def _count_chosen(figures: ItemFigures, option_ids: Sequence[str]) -> int:
    return sum(option.chosen for option in figures.options if option.option_id in option_ids)


def _enumerate(option_ids: Sequence[str], labels: Mapping[str, str]) -> str:
    names = sorted(labels[option_id] for option_id in option_ids)
    return " or ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
