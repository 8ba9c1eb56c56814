"""Screens like those of a training bot, as parameters of sendMessage."""

from typing import Any

from .harness import keyboard

Part = str | tuple[str, str]


def screen(*parts: Part, rows: list[list[tuple[str, str]]] | None = None) -> dict[str, Any]:
    """Join texts and (entity type, text) pairs; entities are measured in UTF-16 units."""
    text, entities = "", []
    for part in parts:
        kind, words = ("", part) if isinstance(part, str) else part
        if kind:
            entities.append({"type": kind, "offset": _units(text), "length": _units(words)})
        text += words
    markup = {"reply_markup": keyboard(*rows)} if rows else {}
    return {"text": text, "entities": entities, **markup}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


HOME = screen(
    ("bold", "Customer centricity at work"),
    "\n5 of 14 lessons ▓▓▓▓░░░░░░ · 55 min left\nDue Friday 11 December\n\n"
    "Welcome back, Ana. Next: ",
    ("bold", "Hearing the quiet customers"),
    ", card 3 of 6.",
    rows=[
        [("▶ Continue · 4 min", "go")],
        [("Lessons", "lessons"), ("Practice", "practice")],
        [("Progress", "progress"), ("Glossary", "glossary"), ("Help", "help")],
    ],
)

CARD = screen(
    "Lesson 6 · card 3 of 6\n",
    ("bold", "Don't wait for complaints"),
    "\n\nCustomers complain quickly and praise rarely. What reaches you by itself is only part of "
    "the picture. So ask ",
    ("bold", "all"),
    " customers, whenever you can.\n\n",
    (
        "blockquote",
        (
            "Imagine a hotel that reads only complaints and changes breakfast. Had it asked every "
            "guest: most wanted a later check-out."
        ),
    ),
    rows=[[("◀", "back"), ("▶", "next")], [("Home", "home")]],
)

QUESTION = screen(
    "Lesson 2 check · 3 of 5\n\n",
    ("bold", "Which of these is NOT a component of a customer-centric business model?"),
    "\n\n",
    ("bold", "A"),
    " Monitor, measure and report\n",
    ("bold", "B"),
    " Create customer segments\n",
    ("bold", "C"),
    " Reduce, reuse, recycle\n",
    ("bold", "D"),
    " Organizational structure aligned with customer focus\n\nThree fit. Tap the one that doesn't.",
    rows=[[("A", "a"), ("B", "b"), ("C", "c"), ("D", "d")], [("Later", "later")]],
)

EXPLAINED = screen(
    "❌ ",
    ("bold", "Not quite: the odd one out is C."),
    "\nWhich of these is ",
    ("bold", "NOT"),
    " a component of a customer-centric business model?\n\n▫️ ",
    ("bold", "A Monitor, measure and report"),
    " · a component\n",
    (
        "expandable_blockquote",
        (
            "Shows whether customers are satisfied, so you can adjust, as a chef tastes the dish. "
            "Numbers that nobody looks at change nothing: agree who reads the report, when, and "
            "what they decide with it. A monthly half hour beats a dashboard of forty figures."
        ),
    ),
    "\n▫️ ",
    ("bold", "B Create customer segments"),
    " · a component\n",
    (
        "expandable_blockquote",
        "Customers differ. Segments fit the offer to each group, as a tailor fits a suit.",
    ),
    "\n✅ ",
    ("bold", "C Reduce, reuse, recycle"),
    " · not a component\n",
    (
        "blockquote",
        "Good for the environment, but not about understanding or serving customers.",
    ),
    "\n❌ ",
    ("bold", "D Organizational structure aligned with customer focus"),
    " · your choice, a component\n",
    (
        "blockquote",
        "Departments must play together like an orchestra, or customers miss out.",
    ),
    rows=[[("Next ▶", "next")], [("Lesson card", "card"), ("Unclear?", "unclear")]],
)

COMMANDS = [
    {"command": "learn", "description": "Go on with the course"},
    {"command": "lessons", "description": "All lessons"},
    {"command": "progress", "description": "Where you stand"},
    {"command": "practice", "description": "Questions you missed"},
    {"command": "help", "description": "What this bot can do"},
]
