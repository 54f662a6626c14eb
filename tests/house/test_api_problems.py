"""Every error of the product has a status and a sentence."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

from api.problems import RETRYABLE, STATUS, Problems, locale_of
from kernel.errors import DomainError
from language.texts import Texts
from tests.house.sources import PACKAGES, ROOT

TEXTS = Texts.load()
PROBLEMS = Problems(TEXTS, "http://127.0.0.1:8080")


def _every(root: type[DomainError]) -> Iterator[type[DomainError]]:
    for found in root.__subclasses__():
        yield found
        yield from _every(found)


def _codes(packages: tuple[str, ...]) -> list[str]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages([str(ROOT / package)], f"{package}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    ours = (error for error in _every(DomainError) if error.__module__.split(".")[0] in packages)
    return sorted({error.code for error in ours})


CODES = _codes(PACKAGES)
BELOW = _codes(tuple(package for package in PACKAGES if package not in ("app", "bot", "simulator")))
"""What can reach this door: nothing of its neighbours, nothing of the floor above."""


def test_every_error_type_has_a_status() -> None:
    assert [code for code in BELOW if code not in STATUS] == []


def test_no_row_speaks_of_an_error_that_is_gone() -> None:
    assert sorted(set(STATUS) - set(BELOW) - {"domain_error"}) == []


def test_every_error_has_a_sentence_in_both_languages() -> None:
    assert [code for code in CODES if not TEXTS.has(f"error-{code.replace('_', '-')}")] == []


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_problem_can_be_told_without_its_variables(locale: str) -> None:
    for code in BELOW:
        error = type("Any", (DomainError,), {"code": code})()
        made = PROBLEMS.document(error, locale)
        assert made["detail"] and "<" not in made["detail"]
        assert made["status"] == STATUS[code]


def test_failures_of_ours_tell_nothing_but_their_id() -> None:
    class SealBrokenLike(DomainError):
        code = "seal_broken"

    made = PROBLEMS.document(SealBrokenLike(path="/secret", id="abc"), "en")
    assert (made["code"], made["status"]) == ("internal_error", 500)
    assert "/secret" not in str(made)


def test_what_is_unknown_in_a_body_is_unprocessable() -> None:
    class Unknown(DomainError):
        code = "member_unknown"

    assert PROBLEMS.document(Unknown(), "en")["status"] == 404
    assert PROBLEMS.document(Unknown(), "en", in_body=True)["status"] == 422


def test_only_what_may_pass_by_itself_is_retryable() -> None:
    assert {STATUS[code] for code in RETRYABLE} <= {409, 429, 503, 507}


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr,zh;q=0.5,en;q=0.7", "en"),
        ("zh;q=nonsense", "en"),
        ("fr, de;q=0.4", "en"),
        ("," * 5000, "en"),
    ],
)
def test_the_language_of_a_problem_is_the_one_preferred(header: str, locale: str) -> None:
    assert locale_of(header) == locale
