"""What is written for readers: every link of a page leads somewhere, and no file holds a merge that was not finished."""

import re
import subprocess
from pathlib import Path

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


def test_no_file_holds_an_unfinished_merge() -> None:
    found = [
        path.relative_to(ROOT)
        for path in _tracked()
        if path.is_file() and any(line.startswith(MARKS) for line in path.read_text("utf-8", "ignore").splitlines())
    ]
    assert found == []
