"""What the bot says when something may not be done, and other single sentences."""

from bot.chat.views.wording import count
from bot.learning.errors import (
    FinalTestLocked,
    FinalTestPassed,
    LessonGone,
    NoPractice,
    NothingChosen,
    NothingMissed,
    OptionGone,
    QuestionNotOpen,
    QuizGone,
    QuizRunning,
    Refusal,
    TooSoon,
)

PRIVATE_TOAST = "This bot is private."
GROUP_TOAST = "Let's talk privately: open my profile and press START."
OLD_BUTTON = "That button is from an older message. Home shows where you are."
HASTY = "One moment: see first why."
PUT_OFF = "Kept. Home or Practice leads back to it."
ALREADY_BELOW = "It's already in the chat, further down."
UNKNOWN_TEXT = (
    "Sorry, I only understand buttons and commands. Tap a button to go on, "
    "or write /glossary and a word to look it up."
)
UNKNOWN_COMMAND = "I don't know that command. /help lists the ones you have."
NO_TEXT = "Thank you, but I only read text and buttons. Tap Home to go on learning."
EDITED = "I don't read edited messages. Please send it as a new one."


def word_refusal(refusal: Refusal) -> str:  # noqa: C901, PLR0911 - one sentence for each refusal
    """Say kindly why something did not happen, and what to do instead; fits a toast."""
    match refusal:
        case FinalTestLocked(lessons_left=left):
            return f"The final test opens when every lesson is done: {count(left, 'lesson')} to go."
        case LessonGone():
            return "That lesson is not part of the course any more. Home shows where you are."
        case QuizGone():
            return "That quiz isn't yours. Home shows where you are."
        case QuestionNotOpen():
            return "That question isn't open. Home takes you to the right one."
        case TooSoon():
            return "One moment: this is a new question."
        case OptionGone():
            return "That option doesn't exist. Please tap one of the buttons."
        case NothingChosen():
            return "Tick at least one option first."
        case QuizRunning():
            return "That opens when the last question is answered."
        case NothingMissed():
            return "Nothing to practise here: every answer was right."
        case FinalTestPassed():
            return "You have passed the final test. Practice keeps it fresh."
        case NoPractice():
            return "There are no practice questions on this topic yet."
        case _:
            return OLD_BUTTON
