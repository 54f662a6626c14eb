"""What a roster's rows say, and what is wrong with the others: one validator for every way in, without a database."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.people import MOST_NICKNAME
from accounts.roster.table import Cells, Table
from accounts.units import UnitNameUnusable, usable_name
from accounts.wording import one_line
from kernel.errors import DomainError

NAME, EMAIL, DEPARTMENT, NUMBER, LANGUAGE = "name", "email", "department", "number", "language"
COLUMNS = (NAME, EMAIL, DEPARTMENT, NUMBER, LANGUAGE)
MOST_CELL = 300
MOST_DEPTH = 12
MOST_NUMBER = 40
MOST_EMAIL = 254
HEADERS = {
    NAME: ("name", "nickname", "full name", "姓名", "昵称", "名字"),
    EMAIL: ("e-mail", "email", "mail", "e-mail address", "email address", "邮箱", "电子邮箱", "电子邮件", "邮件"),
    DEPARTMENT: ("department", "department path", "dept", "unit", "部门", "部门路径", "所属部门"),
    NUMBER: ("employee number", "employee no", "employee id", "staff number", "number", "工号", "员工编号", "员工号"),
    LANGUAGE: ("language", "locale", "语言"),
}
"""What the first row calls a column, case, blanks around and _ for a blank aside."""
_LANGUAGES = {
    "zh": ("zh", "zh-cn", "zh-hans", "chinese", "中文", "汉语", "简体中文"),
    "en": ("en", "en-us", "en-gb", "english", "英文", "英语"),
}
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*/?^_`{|}~+=-]{1,64}@(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}"
)
_NUMBER = re.compile(r"[\w./-]+")
_PATH = re.compile(r"[/／]|\s>\s")


class RosterColumnsWrong(DomainError):
    """The first row does not say what its columns are.  problem: missing or doubled; columns: which."""

    code = "roster_columns_wrong"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a roster.  row: its number in the file.  path: departments from the top; number, email: one at least."""

    row: int
    name: str
    email: str | None
    path: tuple[str, ...]
    number: str | None
    locale: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken.  reason: a code of `REASONS`; as_in: the earlier row that says the same person."""

    row: int
    reason: str
    column: str
    as_in: int | None = None


REASONS = (
    "missing", "unusable", "too_long", "formula", "not_text", "malformed", "language_unknown", "too_deep", "duplicate",
    "taken", "too_many_units",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A roster that was read.  ignored: headings of columns that nobody looked at; rows: below the header."""

    encoding: str
    rows: int
    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
    ignored: tuple[str, ...]


class _Wrong(Exception):
    """A cell that cannot be taken: the reason and the column."""


def read(table: Table) -> Read:
    """Every row as an entry or a refusal; raises `RosterColumnsWrong`.

    Nothing outside the five columns is looked at, nor kept.  Of two rows with one number or one address the first stands.
    """
    if not table.rows:
        raise RosterColumnsWrong(problem="missing", columns=[NAME, EMAIL])
    places, ignored = _places(table.rows[0][1])
    entries: list[Entry] = []
    refused: list[Refused] = []
    seen: dict[tuple[str, str], int] = {}
    for row, cells in table.rows[1:]:
        try:
            entry = _entry(row, cells, places)
        except _Wrong as problem:
            refused.append(Refused(row, *problem.args))
            continue
        keys = [(column, value) for column, value in ((NUMBER, entry.number), (EMAIL, entry.email)) if value]
        doubled = next((key for key in keys if key in seen), None)
        if doubled is not None:
            refused.append(Refused(row, "duplicate", doubled[0], seen[doubled]))
            continue
        seen.update((key, row) for key in keys)
        entries.append(entry)
    return Read(table.encoding, len(table.rows) - 1, tuple(entries), tuple(refused), ignored)


def usable_email(text: str) -> str | None:
    """The address in small letters; None for what is none that a roster or a letter takes."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain if len(plain) <= MOST_EMAIL and _EMAIL.fullmatch(plain) else None


def _places(header: Cells) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the headings of the others."""
    called = {heading: column for column, headings in HEADERS.items() for heading in headings}
    places: dict[str, int] = {}
    doubled: list[str] = []
    ignored: list[str] = []
    for place, heading in enumerate(header):
        plain = " ".join((heading or "").lower().replace("_", " ").split())
        column = called.get(plain)
        if column is None:
            if plain:
                ignored.append(plain[:40])
        elif column in places:
            doubled.append(column)
        else:
            places[column] = place
    missing = [NAME] if NAME not in places else []
    if EMAIL not in places and NUMBER not in places:
        missing += [EMAIL, NUMBER]
    if missing or doubled:
        raise RosterColumnsWrong(problem="missing" if missing else "doubled", columns=missing or doubled)
    return places, tuple(ignored)


def _entry(row: int, cells: Cells, places: dict[str, int]) -> Entry:
    said = {column: _cell(cells, places.get(column), column) for column in COLUMNS}
    name = one_line(said[NAME], MOST_NICKNAME)
    if name is None:
        raise _Wrong("unusable" if said[NAME] else "missing", NAME)
    email, number = said[EMAIL] or None, said[NUMBER] or None
    if email is None and number is None:
        raise _Wrong("missing", EMAIL if EMAIL in places else NUMBER)
    if email is not None and (email := usable_email(email)) is None:
        raise _Wrong("malformed", EMAIL)
    if number is not None:
        number = unicodedata.normalize("NFKC", number).upper()
        if len(number) > MOST_NUMBER or not _NUMBER.fullmatch(number):
            raise _Wrong("malformed", NUMBER)
    return Entry(row, name, email, _departments(said[DEPARTMENT]), number, _language(said[LANGUAGE]))


def _cell(cells: Cells, place: int | None, column: str) -> str:
    """A cell without blanks around; what a spreadsheet would run, or what is no text, is refused."""
    value = "" if place is None or place >= len(cells) else cells[place]
    if value is None:
        raise _Wrong("not_text", column)
    if len(value) > MOST_CELL:
        raise _Wrong("too_long", column)
    value = value.strip()
    if value.startswith(_FORMULA):
        raise _Wrong("formula", column)
    return value


def _departments(path: str) -> tuple[str, ...]:
    if not path:
        return ()
    names: Sequence[str] = _PATH.split(path)
    if len(names) > MOST_DEPTH:
        raise _Wrong("too_deep", DEPARTMENT)
    try:
        return tuple(usable_name(name) for name in names)
    except UnitNameUnusable:
        raise _Wrong("unusable", DEPARTMENT) from None


def _language(said: str) -> str | None:
    plain = unicodedata.normalize("NFKC", said).lower().replace("_", "-")
    if not plain:
        return None
    for locale, words in _LANGUAGES.items():
        if plain in words:
            return locale
    raise _Wrong("language_unknown", LANGUAGE)
