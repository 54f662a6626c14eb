"""Rosters as files: encodings, workbooks and bombs; rows as entries or refusals."""

import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.roster import files, rows
from accounts.roster.files import MOST_COLUMNS, MOST_ROWS, RosterTooLarge, RosterUnreadable
from accounts.roster.rows import Entry, Read, RosterColumnsWrong
from kernel.errors import DomainError

HEADER = "姓名,邮箱,部门,工号,语言"
LIN = "林小满,Lin@Example.com,研发/平台,A001,中文"
ENTRY = Entry(2, "林小满", "lin@example.com", ("研发", "平台"), "A001", "zh")


def read(text: str, encoding: str = "utf-8") -> Read:
    return rows.read(files.read(text.encode(encoding)))


def workbook(table: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in table:
        sheet.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
    ],
)
def test_an_encoding_is_recognised_and_said(written: str, said: str) -> None:
    found = read(f"{HEADER}\r\n{LIN}\r\n", written)
    assert (found.encoding, found.entries, found.refused) == (said, (ENTRY,), ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_separator_is_recognised(delimiter: str) -> None:
    assert read(f"{HEADER}\n{LIN}".replace(",", delimiter)).entries == (ENTRY,)


def test_a_workbook_says_the_same() -> None:
    found = rows.read(files.read(workbook([HEADER.split(","), LIN.split(",")])))
    assert (found.encoding, found.entries) == ("xlsx", (ENTRY,))


def test_numbers_of_a_workbook_are_numbers_of_employees() -> None:
    found = rows.read(files.read(workbook([["name", "employee number"], ["Ann", 1007], ["Bob", 1008.0]])))
    assert [entry.number for entry in found.entries] == ["1007", "1008"]


def test_dates_fractions_and_formulas_of_a_workbook_are_refused() -> None:
    found = rows.read(files.read(workbook([["name", "number"], ["A", 1.5], ["B", True], ["=1+1", "7"]])))
    assert [(one.row, one.reason, one.column) for one in found.refused] == [
        (2, "not_text", "number"),
        (3, "not_text", "number"),
        (4, "formula", "name"),
    ]


@pytest.mark.parametrize(
    ("row", "reason", "column"),
    [
        (",a@b.cn,,1,", "missing", "name"),
        ("Ann,,,,", "missing", "email"),
        ("A\u202enn,a@b.cn,,1,", "unusable", "name"),
        ("\u200b,a@b.cn,,1,", "unusable", "name"),
        ("N" * 65 + ",a@b.cn,,1,", "unusable", "name"),
        ("N" * 301 + ",a@b.cn,,1,", "too_long", "name"),
        ("=cmd|' /C calc'!A0,a@b.cn,,1,", "formula", "name"),
        ("Ann,@b.cn,,1,", "formula", "email"),
        ("＝1+1,a@b.cn,,1,", "formula", "name"),
        ("Ann,a@b.cn,,－5,", "formula", "number"),
        ("Ann,a@b,,1,", "malformed", "email"),
        ("Ann,a b@c.cn,,1,", "malformed", "email"),
        ("Ann,a@b.cn,,1 2,", "malformed", "number"),
        ("Ann,a@b.cn,,1,Klingon", "language_unknown", "language"),
        ("Ann,a@b.cn,a//b,1,", "unusable", "department"),
        ("Ann,a@b.cn," + "/".join("abcdefghijklm") + ",1,", "too_deep", "department"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_reason_and_column(row: str, reason: str, column: str) -> None:
    found = read(f"{HEADER}\n{row}\n{LIN}\n")
    assert [(one.row, one.reason, one.column) for one in found.refused] == [(2, reason, column)]
    assert len(found.entries) == 1


def test_the_first_of_two_rows_of_one_person_stands() -> None:
    found = read(f"{HEADER}\n{LIN}\nB,b@x.cn,,a001,\nC,LIN@example.com,,9,\n")
    assert [(one.row, one.reason, one.column, one.as_in) for one in found.refused] == [
        (3, "duplicate", "number", 2),
        (4, "duplicate", "email", 2),
    ]


def test_a_name_in_markup_is_a_name_and_an_emoji_too() -> None:
    found = read("name,number\n<b>Bob</b>,1\n🌱🌱,2\n")
    assert [entry.name for entry in found.entries] == ["<b>Bob</b>", "🌱🌱"]


def test_columns_that_nobody_asked_for_are_named_and_not_read() -> None:
    found = read("name,number,phone,salary\nAnn,1,13800000000,9\n")
    assert found.ignored == ("phone", "salary")
    assert "13800000000" not in repr(found.entries)


@pytest.mark.parametrize(
    ("header", "missing", "doubled"),
    [
        ("a,b", ["name", "email", "number"], []),
        ("name,phone", ["email", "number"], []),
        ("name,e-mail,邮箱", [], ["email"]),
        ("", ["name", "email"], []),
    ],
)
def test_a_first_row_that_names_no_columns_is_refused(header: str, missing: list[str], doubled: list[str]) -> None:
    with pytest.raises(RosterColumnsWrong) as refusal:
        read(f"{header}\nAnn,1\n" if header else "")
    problem = "missing" if missing else "doubled"
    assert refusal.value.params == {"problem": problem, "columns": missing or doubled}


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(RosterTooLarge) as refusal:
        read("name,number\n" + "A,1\n" * 1_000_000)
    assert refusal.value.params == {"what": "rows", "most": MOST_ROWS}


def test_two_hundred_columns_are_refused() -> None:
    with pytest.raises(RosterTooLarge) as refusal:
        read(",".join(f"c{n}" for n in range(200)))
    assert refusal.value.params == {"what": "columns", "most": MOST_COLUMNS}


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (files.MOST_UNPACKED_BYTES + 1))
    assert len(buffer.getvalue()) < files.MOST_BYTES
    with pytest.raises(RosterTooLarge):
        files.read(buffer.getvalue())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe\x00\xd8,", "encoding"),
        (b"name,number\n\x81", "encoding"),
        (b"\xd0\xcf\x11\xe0 old", "old_workbook"),
        (b"PK\x03\x04 broken", "workbook"),
        (b'name,number\n"Ann,1\n', "quotes"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RosterUnreadable) as refusal:
        files.read(data)
    assert refusal.value.params == {"reason": reason}


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: ("姓名,工号\n" + text).encode()))
def test_any_bytes_are_rows_or_our_own_error(data: bytes) -> None:
    try:
        found = rows.read(files.read(data))
    except DomainError:
        return
    assert len(found.entries) + len(found.refused) <= found.rows
