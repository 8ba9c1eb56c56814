"""The names of all warnings, each with what it warns of; by these names they can be ignored."""

from typing import Final

WARNINGS: Final = {
    # wording of questions
    "negative-unmarked": "a negative question does not emphasise NOT or EXCEPT",
    "negative-undeclared": "NOT or EXCEPT stands in a question that is not 'negative'",
    "near-duplicate": "a question asks nearly the same as another one",
    "names-letter": "a text names an option by its letter or place, but options are shuffled",
    # options
    "all-of-the-above": "an option is 'all of the above', 'none of these' or the like",
    "option-pair": "an option joins others by their letters, such as 'A and B'",
    "key-longest": "the right option is longer than all others by more than a quarter",
    "stem-echo": "a word of the question stands in the right option and in no other",
    "absolute-word": "a wrong option says 'always', 'never' or the like, and no right one does",
    "vague-frequency": "an option says 'often', 'usually' or the like",
    "mixed-form": "the options differ in form",
    "unsorted-numbers": "the options are numbers and not in order",
    "many-options": "a question has more than five options",
    "all-right": "every option of a 'multiple' question is right",
    # the bank as a whole
    "longest-keys": "right options are the longest more often than chance",
    "key-positions": "right options stand in one place more often than chance",
    # reasons
    "repeating-reason": "a reason says nothing but its option",
    "unfinished-draft": "a draft lacks its lesson, its card or reasons: work to do",
    # lengths
    "title-length": "a title is over 60 characters",
    "term-length": "a term is over 60 characters",
    "card-length": "a card is over 900 characters",
    "card-count": "a lesson has fewer than 4 or more than 8 cards",
    "objective-length": "an objective is over 150 characters",
    "takeaway-length": "a takeaway is over 200 characters",
    "text-length": "an option is over 200 characters",
    "why-length": "a reason is over 250 characters",
    "explanation-length": "an explanation is over 400 characters: too long for a phone screen",
    "hint-length": "a hint is over 300 characters",
    "much-formatting": "a message has more formatted pieces than Telegram shows",
    "course-length": "a course has more than 60 lessons",
    # what may have been meant otherwise
    "dropped-comment": "a # in a text without quotes begins a comment, and the rest is dropped",
    "unread-file": "a YAML file stands where no file is read",
    "unused-picture": "a file in 'media/' is shown by no card and no question",
    "late-requires": "a lesson requires one that comes later in the course",
    "foreign-requires": "a lesson requires one of another course, which is not waited for",
    "untaught-lesson": "a lesson that no module teaches",
    # ignoring
    "unknown-rule": "'lint.ignore' names something that is no warning",
    "no-because": "'lint.ignore' has no 'because'",
    "needless-ignore": "'lint.ignore' names a warning that is not there",
}
