"""Methodology pages as Markdown and HTML: nothing that a package says is taken for markup."""

import html
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.methods import content, markdown, markup
from api.pages.methods.blocks import Code, Facts, Heading, Items, Link, Listing, Page, Paragraph, Table
from api.pages.methods.view import View
from language import traces
from language.texts import Texts
from methodologies.catalogue import Catalogue
from methodologies.contract import Result, TraceStep

PACKAGES = Path(__file__).parents[3] / "methodologies" / "packages"
HOSTILE = [
    "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "![a](http://evil)", "`code` ``more``", "a | b \\| c",
    "# heading", "- item", "1. item", "> quote", "**bold** _it_ ~~no~~", "$x$", "a\n\n# b", "\u202eabc\u200b", "&lt;b&gt;",
    "```", "--- ---",
]  # fmt: skip


def page(text: str) -> Page:
    return Page(
        text,
        [
            Heading(text),
            Paragraph([text, Code(text)]),
            Paragraph([text], weighty=True),
            Facts([(text, [text])]),
            Items([[text]]),
            Items([[Code(text)]], numbered=True),
            Table(text, [text, text], [[[text], [Code(text)]]]),
            Table(text, [text], [[[Link(text, ("a", "1"))]]]),
            Listing(text, text),
        ],
    )


def where(target: tuple[str, str]) -> str:
    return f"{target[0]}-{target[1]}.md"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_keeps_its_structure_whatever_stands_in_it(text: str) -> None:
    made = markdown.write(page(text), where)
    outside = re.sub(r"^(`{3,})text\n.*?\n\1$", "", made, flags=re.S | re.M)
    lines = outside.splitlines()
    assert sum(line.startswith("# ") for line in lines) == 1
    assert sum(line.startswith("## ") for line in lines) == 1
    for line in lines:
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line.replace("\\\\", ""))) in (2, 3), line
    assert not re.search(r"(?<!\\)<", re.sub(r"(`+).*?\1", "", outside))


@given(st.text(max_size=60))
def test_html_holds_no_tag_but_our_own(text: str) -> None:
    made = markup.write(page(text), where)
    tags = set(re.findall(r"<\s*/?\s*([A-Za-z!][^\s>]*)", made))
    assert tags <= {"article", "h1", "h2", "p", "code", "dl", "div", "dt", "dd", "ul", "ol", "li", "table", "thead"} | {
        "tbody", "tr", "th", "td", "a", "pre",
    }  # fmt: skip
    assert not re.search(r'="[^"]*<', made)


def test_a_code_span_holds_any_backticks() -> None:
    made = markdown.write(Page("t", [Paragraph([Code("a `` b`")])]), where)
    assert "``` a `` b` ```" in made


def test_plain_text_comes_through_unharmed() -> None:
    told = "深圳市生态环境局, 12.5 kg (CO2e) – 46.8 / 46.7"
    assert told in markdown.write(Page("t", [Paragraph([told])]), where)
    assert html.escape(told) in markup.write(Page("t", [Paragraph([told])]), where)


class Doubled:
    """A plugin of the kind that somebody installs: its document has no formula, its trace a step of its own."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def quantify(self, inputs: Mapping[str, object], evidence: str) -> Result:
        steps = (TraceStep("fleet_mix", {"share": "0.4"}),)
        return Result(1, 1, None, (), explain=lambda: steps)


def test_a_plugins_page_says_that_it_computes_and_tells_its_own_steps() -> None:
    document = json.loads((PACKAGES / "telework-1.json").read_text("utf-8"))
    del document["formula"]
    first = document["golden"][0]
    document |= {"id": "doubled", "plugin": "doubled", "golden": [{**first, "reduction_mg": 1, "signed_mg": 1}]}
    catalogue = Catalogue.load(plugins=[Doubled(document)])
    made = markdown.write(content.page(catalogue.package("doubled/1"), catalogue, View(Texts.load(), "en")), where)
    assert "Python plugin doubled" in made and "signed_mg =" not in made
    assert "1. fleet\\_mix: share 0.4" in made


@pytest.mark.exhaustive
def test_every_golden_case_of_every_version_is_told_by_sentences_of_its_own() -> None:
    catalogue, texts = Catalogue.load(plugins=[]), Texts.load()
    for package in catalogue.packages.values():
        cases = package.document["golden"]
        assert isinstance(cases, list)
        for case in cases:
            result = catalogue.quantify(package, case["input"], case.get("evidence", "attested"))
            told = traces.plainly(texts, result.trace, package.attribution, package.text_state)
            for step, line in zip(result.trace, told["en"], strict=False):
                assert not line.startswith(f"{step.code}: "), (package.name, line)
            assert len(told["zh"]) == len(told["en"]) == len(result.trace) + 2
            assert not any("{" in line or "<" in line for line in told["zh"] + told["en"])
