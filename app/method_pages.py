"""`python -m app.method_pages` (`make pages`): docs/methodologies/, and the table of how each type of act is recorded."""

from collections.abc import Callable
from pathlib import Path

from api.pages.methods import content, index, markdown
from api.pages.methods.view import View
from app import recording_table
from language.texts import LOCALES, Texts
from methodologies import action_types
from methodologies.catalogue import Catalogue

FOLDER = Path(__file__).parent.parent / "docs" / "methodologies"
NOTE = "<!-- Written by `make pages` from methodologies/packages/: edit the package, never this page. -->"
_ENDING = {"en": ".md", "zh": ".zh.md"}
_TWIN = {"en": "中文", "zh": "English"}


def made() -> dict[str, str]:
    """File name -> text: every shipped version in both languages, and the two lists of them."""
    catalogue, texts = Catalogue.load(plugins=[]), Texts.load()
    acts = action_types.load(catalogue.packages.values(), catalogue.kinds)
    files = {}
    for locale in LOCALES:
        view, address = View(texts, locale, acts), _address(locale)
        listed = index.page(catalogue.packages.values(), view)
        files[f"README{_ENDING[locale]}"] = markdown.write(listed, address, _before("README", locale))
        for package in catalogue.packages.values():
            name = f"{package.id}-{package.version}"
            page = content.page(package, catalogue, view)
            files[name + _ENDING[locale]] = markdown.write(page, address, _before(name, locale))
    return files


def write(folder: Path = FOLDER) -> None:
    """Writes them, and removes pages of versions that no longer ship."""
    folder.mkdir(parents=True, exist_ok=True)
    files = made()
    for old in written(folder):
        if old.name not in files:
            old.unlink()
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def written(folder: Path = FOLDER) -> list[Path]:
    """The pages in a folder that this has written; others beside them are somebody's own."""
    return [file for file in sorted(folder.glob("*.md")) if file.read_text("utf-8").startswith(NOTE)]


def _address(locale: str) -> Callable[[tuple[str, str]], str]:
    return lambda target: f"{target[0]}-{target[1]}{_ENDING[locale]}"


def _before(name: str, locale: str) -> str:
    other = "zh" if locale == "en" else "en"
    return f"{NOTE}\n\n[{_TWIN[locale]}]({name}{_ENDING[other]})"


if __name__ == "__main__":
    write()
    recording_table.write()
