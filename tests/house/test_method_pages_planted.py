"""The methodology pages' tests seen to fail: a figure that changed, and text that is taken for markup."""

from collections.abc import Callable
from functools import partial

import pytest

from api.pages.methods import markdown, markup
from tests.house import test_method_pages_written as written
from tests.planting import plant
from tests.unit.api import test_method_page_text as text

HTML = text.test_html_holds_no_tag_but_our_own.hypothesis.inner_test  # type: ignore[attr-defined]
TAG, BAR = text.HOSTILE[0], "a | b"


def test_a_package_whose_page_was_not_written_anew_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "cn-sz-lcpt-2021.1.md"
    written.test_every_page_on_disk_is_the_one_that_the_packages_make()
    assert "46.8" in written.MADE[page]
    monkeypatch.setitem(written.MADE, page, written.MADE[page].replace("46.8", "46.9"))
    with pytest.raises(AssertionError, match=r"cn-sz-lcpt-2021\.1\.md"):
        written.test_every_page_on_disk_is_the_one_that_the_packages_make()


@pytest.mark.parametrize(
    ("owner", "name", "sound", "defect", "test"),
    [
        (markup, "escaped", "html.escape(visible(text))", "visible(text)", partial(HTML, TAG)),
        (markup, "_block", "html.escape(lines)", "lines", partial(HTML, TAG)),
        (
            markdown,
            "_text",
            '_MARKS.sub(r"\\\\\\1", visible(text))',
            "visible(text)",
            partial(text.test_a_page_keeps_its_structure_whatever_stands_in_it, TAG),
        ),
        (
            markdown,
            "_cell",
            're.sub(r"(?<!\\\\)\\|", r"\\\\|", _line(line, address))',
            "_line(line, address)",
            partial(text.test_a_page_keeps_its_structure_whatever_stands_in_it, BAR),
        ),
        (
            markdown,
            "_code",
            '(1 + max((len(run) for run in re.findall("`+", plain)), default=0))',
            "1",
            text.test_a_code_span_holds_any_backticks,
        ),
    ],
)
def test_text_that_is_taken_for_markup_is_seen(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, sound: str, defect: str, test: Callable[[], None]
) -> None:
    test()
    plant(monkeypatch, owner, name, sound, defect)
    with pytest.raises(AssertionError):
        test()
