"""What is written for readers: every link of a page leads somewhere, and no file holds a merge that was not finished."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
MARKS = ("<" * 7 + " ", ">" * 7 + " ")


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_every_link_of_a_page_leads_to_a_file() -> None:
    pages = _tracked("*.md")
    assert len(pages) > 30
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize(("readme", "twin"), [("README.md", ""), ("README.zh.md", ".zh")])
def test_the_readme_leads_to_every_page(readme: str, twin: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    pages = [page for page in (ROOT / "docs").glob("*.md") if not page.name.endswith(".zh.md")]
    wanted = [own if (own := page.with_suffix(f"{twin}.md")).exists() else page for page in pages]
    assert [page.name for page in wanted if f"(docs/{page.name})" not in text] == []


def test_every_test_that_holds_a_promise_is_there() -> None:
    named = set(re.findall(r"`([\w/]+\.py)\b", (ROOT / "docs" / "promises.md").read_text("utf-8")))
    assert len(named) > 60
    places = (ROOT, ROOT / "tests", ROOT / "tests" / "integration")
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_no_file_holds_an_unfinished_merge() -> None:
    found = [
        path.relative_to(ROOT)
        for path in _tracked()
        if path.is_file() and any(line.startswith(MARKS) for line in path.read_text("utf-8", "ignore").splitlines())
    ]
    assert found == []
