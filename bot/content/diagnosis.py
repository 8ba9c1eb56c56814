"""Looks at the line over which YAML's parser stumbled, and says what a person would say."""

import re
from typing import Final

from yaml import MarkedYAMLError

from bot.content.problems import START, Mark, Place, shorten
from bot.content.schema import FIELD_NAMES

Trouble = tuple[str, Mark, str, str | None]  # the rule, the place, what is wrong and the fix
Sighting = tuple[Mark, str, str | None]

_LONGEST_QUOTED: Final = 80
_FAR: Final = 50

_FIRST_SIGNS: Final = {
    "*": "a text that begins with * means something else in YAML",
    "&": "a text that begins with & means something else in YAML",
    "!": "a text that begins with ! means something else in YAML",
    "@": "no text may begin with @ in YAML",
    "`": "no text may begin with ` in YAML",
    "%": "no text may begin with % in YAML",
    ">": "a text that begins with > means something else in YAML",
    "|": "nothing may follow the | in its line",
    "[": "a text that begins with [ is read as a list",
    "{": "a text that begins with { is read as fields",
    "]": "no text may begin with ] in YAML",
    "}": "no text may begin with } in YAML",
    ",": "no text may begin with a comma in YAML",
    "?": "a text that begins with ? means something else in YAML",
    "-": "a text that begins with - is read as a list item",
    "'": "the text goes on after its closing quote '",
    '"': 'the text goes on after its closing quote "',
}

_LINE = re.compile(
    r"(?P<indent>\s*)(?P<dashes>(?:-\s+)*)(?:(?P<name>[\w-]+):(?=\s|$)\s*)?(?P<value>.*)"
)
_NO_SPACE = re.compile(r"\s*(?:-\s+)*(?P<name>[A-Za-z_][\w-]*):(?!//)(?P<value>[^\s:].*)")
_OPEN_BRACKET = re.compile(r"[\[{](?=[^\[\]{}]*$)")
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})( |$)")


def quote_or_block(label: str, value: str) -> str:
    """Return the advice how to write a text that YAML misreads; the label stands in front."""
    value = value.strip()
    if 0 < len(value) <= _LONGEST_QUOTED:
        if "'" not in value:
            return f"Put it in quotes: {label}'{value}'"
        if '"' not in value and "\\" not in value:
            return f'Put it in quotes: {label}"{value}"'
    return f"Write it as a block: '{label}|' and the text indented in the next line"


class Diagnosis:
    """Looks at the line the parser stumbled over as a person would."""

    def __init__(self, error: MarkedYAMLError, lines: list[str]) -> None:
        mark = error.problem_mark
        context = error.context_mark
        self.lines = lines
        self.problem = error.problem or ""
        self.context = error.context or ""
        self.mark = Place(mark.line, mark.column) if mark else START
        self.start = Place(context.line, context.column) if context else self.mark
        self.above = self.line_above(self.mark.line)

    def line(self, number: int) -> str:
        """Return a line, empty where there is none."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def line_above(self, number: int) -> int:
        """Return the number of the last line above that holds more than a comment."""
        number -= 1
        while number > 0 and (not (line := self.line(number).strip()) or line.startswith("#")):
            number -= 1
        return max(number, 0)

    def parse(self, number: int) -> re.Match[str]:
        """Return the parts of a line."""
        found = _LINE.match(self.line(number))
        assert found  # noqa: S101 - every part may be empty
        return found

    def find(self) -> Trouble:
        """Return the rule that is broken, the place, what is wrong and how to repair it."""
        for rule, look in (
            ("tab", self.tab),
            ("merge-conflict", self.conflict),
            ("open-quote", self.unclosed_quote),
            ("backslash", self.escape),
            ("no-space", self.no_space),
            ("no-field-name", self.no_name),
            ("colon-in-text", self.colon_inside),
            ("open-quote", self.runaway_quote),
            ("yaml-sign", self.first_sign),
            ("dropped-comment", self.cut_by_comment),
            ("indentation", self.indentation),
            ("open-bracket", self.unclosed_bracket),
            ("yaml-sign", self.odd_sign),
        ):
            sighting = look()
            if sighting:
                return rule, *sighting
        message = "YAML cannot read this line from here on"
        fix = "Check the indentation, or write the text as a block (|)"
        return "syntax", self.mark, message, fix

    def tab(self) -> Sighting | None:
        """Find a tab that indents a line."""
        for number in (self.mark.line, self.start.line):
            line = self.line(number)
            indent = line[: len(line) - len(line.lstrip())]
            if "\t" in indent:
                place = Place(number, indent.index("\t"))
                return place, "a tab indents this line", "Use spaces: YAML does not allow tabs"
        return None

    def conflict(self) -> Sighting | None:
        """Find what an unfinished merge left."""
        for number in (self.mark.line - 1, self.mark.line, self.start.line):
            if _CONFLICT.match(self.line(number)):
                return (
                    Place(number, 0),
                    "an unfinished merge left this line",
                    "Keep one of the two versions and delete the lines <<<<<<<, ===== and >>>>>>>",
                )
        return None

    def unclosed_quote(self) -> Sighting | None:
        """Find a quote that is open at the end of the file."""
        if "quoted scalar" not in self.context or "escape" in self.problem:
            return None
        sign = self.line(self.start.line)[self.start.column : self.start.column + 1]
        fix = f"Add {sign} at the end of the text, or write it as a block (|)"
        return self.start, f"the quote {sign} that opens here is never closed", fix

    def escape(self) -> Sighting | None:
        """Find a backslash in double quotes."""
        if "escape" not in self.problem and "hexdecimal" not in self.problem:
            return None
        return (
            self.mark,
            "inside double quotes a backslash has a special meaning",
            "Use single quotes, or write the text as a block (|)",
        )

    def no_space(self) -> Sighting | None:
        """Find `name:text`."""
        for number in (self.start.line, self.above, self.mark.line):
            found = _NO_SPACE.fullmatch(self.line(number))
            # In another line it may be a text with a colon, unless the name is one of ours.
            is_blamed = "expected ':'" in self.problem and number == self.start.line
            if found and (is_blamed or found["name"].casefold() in FIELD_NAMES):
                name, value = found["name"], found["value"]
                place = Place(number, found.end("name"))
                fix = f"Write {shorten(f'{name}: {value}')}"
                return place, f"a space is missing after '{name}:'", fix
        return None

    def no_name(self) -> Sighting | None:
        """Find a line that is neither a field nor part of a text."""
        place = self.start
        if "mapping values" in self.problem and self.above < self.mark.line:
            here, above = self.parse(self.mark.line), self.parse(self.above)
            if above["name"] or above["dashes"] or here["indent"] != above["indent"]:
                return None
            place = Place(self.above, above.start("value"))
        elif "could not find expected ':'" not in self.problem:
            return None
        text = shorten(self.line(place.line)[place.column :])
        return (
            place,
            f"{text} belongs to no field",
            "Indent it deeper than the field it belongs to, or write 'name: value'",
        )

    def colon_inside(self) -> Sighting | None:
        """Find a second colon in a line, or a field that is indented too deep."""
        if "mapping values are not allowed" not in self.problem:
            return None
        here, above = self.parse(self.mark.line), self.parse(self.above)
        if here["name"] and here.end("name") < self.mark.column:
            fix = quote_or_block(f"{here['name']}: ", here["value"])
            if here["value"][0] in "“”„‟":
                return self.mark, "curly quotes do not protect the ': ' in a text", fix
            return self.mark, "a text with ': ' in it needs quotes", fix
        indent = here.end("indent")
        if self.above < self.mark.line and indent > above.end("indent"):
            column = above.end("dashes")
            return (
                Place(self.mark.line, indent),
                f"this line is indented deeper than line {self.above + 1} above it",
                f"Begin it in column {column + 1}, or write the text above as a block (|)",
            )
        return self.mark, "a text with ': ' in it needs quotes", "Or write it as a block (|)"

    def runaway_quote(self) -> Sighting | None:
        """Find the quote that was closed only by the opening quote of a later text."""
        before = self.line(self.mark.line)[: self.mark.column]
        for number in range(self.mark.line - 1, max(self.mark.line - _FAR, -1), -1):
            found = self.parse(number)
            value = found["value"]
            if value[:1] in ("'", '"') and value.count(value[0]) == 1 and value[0] in before:
                place = Place(number, found.start("value"))
                fix = f"Add {value[0]} at the end of the text, or write it as a block (|)"
                return place, f"the quote {value[0]} that opens here is not closed", fix
        return None

    def first_sign(self) -> Sighting | None:
        """Find a text whose first character means something in YAML."""
        found = self.parse(self.mark.line)
        name, value, at = found["name"] or "", found["value"], found.start("value")
        label = f"{name}: " if name else found["dashes"] and "- "
        if not name and value.startswith(("* ", "• ")):
            message = f"a list item begins with '- ', not with {value[0]}"
            return Place(self.mark.line, at), message, f"Write {shorten('- ' + value[2:])}"
        if name and "sequence entries" in self.problem:
            at = max(found.end("name") + 1, self.mark.column)
            value = self.line(self.mark.line)[at:]
        elif not value or self.mark.column < at or not (label or self.mark.column == at):
            return None
        sign = _FIRST_SIGNS.get(value[:1])
        if not sign or (self.mark.column == at and value[0] in "'\""):
            return None
        if value[0] == "'":
            sign = f"the ' in column {self.mark.column} ends the text"
        return Place(self.mark.line, at), sign, quote_or_block(label, value)

    def cut_by_comment(self) -> Sighting | None:
        """Find a text that a # ended in the line above."""
        line = self.line(self.above)
        at = line.find(" #")
        if at < 0 or not line[:at].strip() or "expected key" not in self.problem:
            return None
        return (
            Place(self.above, at + 1),
            "everything after ' #' is a comment, and it ends the text",
            "Write the text as a block (|)",
        )

    def indentation(self) -> Sighting | None:
        """Find a line that stands in a column of its own."""
        line = self.line(self.mark.line)
        indent = len(line) - len(line.lstrip())
        if self.mark.column > indent:
            return None
        place = Place(self.mark.line, indent)
        lead = "this line does not line up with"
        if "'-' indicator" in self.problem:
            column = self.start.column
            fix = f"Begin a new item with '- ' in column {column + 1}"
            if not line.lstrip().startswith("-"):
                fix = f"Begin it in column {column + 3} if it belongs to the item above"
            return place, f"{lead} the list that begins in line {self.start.line + 1}", fix
        if "expected key" in self.problem or "document start" in self.problem:
            first = self.start.line if self.context else self.above
            column = self.start.column if self.context else 0
            fix = f"Begin it in column {column + 1}"
            if line.lstrip().startswith("- "):
                fix = "Remove the '- ', or write the name of a list above it"
            if not self.context:
                fix = f"Begin it in the same column as line {first + 1}"
            return place, f"{lead} the fields that begin in line {first + 1}", fix
        return None

    def unclosed_bracket(self) -> Sighting | None:
        """Find a bracket that is never closed."""
        if "flow" not in self.context:
            return None
        start = self.start
        if self.line(start.line)[start.column : start.column + 1] not in tuple("[{"):
            start = self.find_bracket() or start
        sign = self.line(start.line)[start.column : start.column + 1]
        found = self.parse(start.line)
        label = f"{found['name']}: " if found["name"] else found["dashes"] and "- "
        message = f"the bracket {sign} that opens here is never closed"
        return start, message, quote_or_block(label, found["value"])

    def find_bracket(self) -> Place | None:
        """Return the last bracket above that is not closed in its line."""
        for number in range(self.start.line, max(self.start.line - _FAR, -1), -1):
            found = _OPEN_BRACKET.search(self.line(number))
            if found:
                return Place(number, found.start())
        return None

    def odd_sign(self) -> Sighting | None:
        """Blame the sign at which the parser began to read something special."""
        for place in (self.start, self.mark):
            sign = _FIRST_SIGNS.get(self.line(place.line)[place.column : place.column + 1])
            if sign:
                return place, sign, "Put the text in quotes, or write it as a block (|)"
        return None
