"""Texts of other systems as Markdown: shown as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markdown import render
from bot.content.formats.literal import find_text, write_literally
from bot.content.formats.markup import convert_html, has_markup
from bot.content.formats.prose import convert

SIGNS = [
    "*",
    "_",
    "`",
    "[",
    "]",
    "(",
    ")",
    "#",
    ">",
    "-",
    "+",
    "1.",
    "2)",
    "|",
    "~~",
    "\\",
    "&amp;",
]


@given(
    st.lists(
        st.sampled_from([*SIGNS, " ", "\n", "\n\n", "a", "word", ":-", "=", "<b>", "http://x.y"])
    )
)
def test_plain_text_is_shown_as_it_is(parts: list[str]) -> None:
    """Whatever signs a plain text holds, learners see exactly it, its line breaks included."""
    text = "".join(parts)

    markdown = write_literally(text)

    lines = "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))
    paragraphs = [part.strip("\n") for part in lines.split("\n\n")]
    shown = "\n\n".join(part for part in paragraphs if part)
    assert (find_text(markdown) or "") == shown
    assert render(markdown).text == shown


@pytest.mark.parametrize("text", ["Yes.", "2 * 3 < 7", "snake_case_name", "a - b", "5 %", "C#"])
def test_nothing_is_escaped_without_need(text: str) -> None:
    """Trainers go on editing these texts."""
    assert write_literally(text) == text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>two</p>", "One\n\ntwo"),
        ("One<br>two<br/><br/>three", "One\\\ntwo\n\nthree"),
        ("<p>Ends<br></p>", "Ends"),
        ("a <b> bold </b>and<i>italic</i>", "a **bold** and*italic*"),
        ("<strong><em>both</em></strong>", "***both***"),
        ("<b></b>x<b> </b>y", "x y"),
        ("<s>old</s> <del>gone</del>", "~~old~~ ~~gone~~"),
        ("<code>a*b</code>", "`a*b`"),
        ("<pre>a  b\n  <b>c</b></pre>", "```\na  b\n  **c**\n```"),
        ("2*3*4 &lt; 5 &amp; 6", "2\\*3\\*4 \\< 5 \\& 6"),
        ("<h2>Title</h2>text", "**Title**\n\ntext"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n\n  - c"),
        ("<ol><li>a</li>\n<li>b</li></ol>", "1. a\n2. b"),
        ("<blockquote>a<br>b</blockquote>", "> a\\\n> b"),
        ('<a href="https://x.org/a b">link</a>', "[link](https://x.org/a%20b)"),
        ('<a href="#top">up</a>', "up"),
        ("x<sup>2</sup> y<sub>10</sub> z<sup>th</sup>", "x² y₁₀ z^th"),
        ("<span style='color:red'>r</span><font>f</font>", "rf"),
        (
            "<table><tr><th>a</th><th>b|c</th></tr><tr><td>1</td></tr></table>",
            "| a | b\\|c |\n| --- | --- |\n| 1 | |",
        ),
        ("<p>unclosed <b>bold", "unclosed **bold**"),
        ("</b>stray</p>", "stray"),
        ("a<script>alert('x')</script><style>p{}</style>b", "ab"),
        ("&nbsp;a&nbsp;b&nbsp;", "a b"),
    ],
)
def test_html(html: str, markdown: str) -> None:
    """What the chat can show is Markdown; the rest of the look is left out."""
    converted = convert_html(html)

    assert converted.text.replace("\xa0", " ") == markdown
    assert converted.losses == []


@pytest.mark.parametrize(
    ("html", "loss"),
    [
        ("a<video src='x'>b</video>", "a film or sound (<video>)"),
        ("a<iframe></iframe>", "a film or sound (<iframe>)"),
        ("a<math><mi>x</mi></math>", "a drawing or formula (<math>)"),
        ("a<input type='text'>", "a form (<input>)"),
        ("<a href='mailto:x@y.z'>a</a>", "a link that the chat does not open (mailto:x@y.z)"),
    ],
)
def test_what_cannot_be_shown_is_named(html: str, loss: str) -> None:
    """And the text around it stays."""
    converted = convert_html(html)

    assert converted.losses == [loss]
    assert converted.text == "a"


@given(st.text(alphabet="<>/pbi liaul&;=\"'!-\n x", max_size=80))
def test_no_html_breaks_the_reader(html: str) -> None:
    """Broken HTML gives some text."""
    assert isinstance(convert_html(html).text, str)


def test_formats() -> None:
    """Only what says that it is HTML, or looks like it, is read as HTML."""
    assert not has_markup("a < b & c > d")
    assert convert("a < b\n*c*", "moodle").text == "a \\< b\\\n\\*c\\*"
    assert convert("a<br>\nb", "moodle_auto_format").text == "a\n\nb"
    assert convert("<b>a</b>\nb", "html").text == "**a** b"
    assert convert("<b>a</b>", "plain").text == "<b>a</b>"
    assert convert("**a**", "markdown").text == "**a**"
    pictures = convert(r"a ![two \[b\]](@@PLUGINFILE@@/x.png)", "markdown")
    assert (pictures.text, pictures.images) == ("a", [("@@PLUGINFILE@@/x.png", "two [b]")])
