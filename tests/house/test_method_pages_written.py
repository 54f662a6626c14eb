"""docs/methodologies/ is what `make pages` writes, to the letter."""

from pathlib import Path

from app import method_pages

MADE = method_pages.made()
ROOT = Path(__file__).parents[2]


def test_every_page_on_disk_is_the_one_that_the_packages_make() -> None:
    kept = {file.name: file.read_text("utf-8") for file in method_pages.written()}
    assert sorted(kept) == sorted(MADE), "run: make pages"
    assert [name for name in kept if kept[name] != MADE[name]] == [], "run: make pages"


def test_the_makefile_names_the_command() -> None:
    assert "\t$(BIN)/python -m app.method_pages\n" in (ROOT / "Makefile").read_text("utf-8")


def test_every_version_has_a_page_in_both_languages_and_stands_in_the_list() -> None:
    names = [file.stem for file in (ROOT / "methodologies" / "packages").glob("*.json")]
    for name in names:
        assert f"({name}.md)" in MADE["README.md"] and f"({name}.zh.md)" in MADE["README.zh.md"]
        assert {f"{name}.md", f"{name}.zh.md"} <= MADE.keys()


def test_pages_of_versions_that_are_gone_are_removed_and_others_own_pages_stay(tmp_path: Path) -> None:
    (tmp_path / "gone-1.md").write_text(f"{method_pages.NOTE}\n\n# Gone\n", "utf-8")
    (tmp_path / "format.md").write_text("# By hand\n")
    method_pages.write(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*MADE, "format.md"])
