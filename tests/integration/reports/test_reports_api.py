"""Reports through the API: who may read them, and that they say what the export says."""

import csv
import io
from typing import Any

import httpx
import openpyxl
import pytest

from accounts import partners
from kernel.ids import PROGRAMME

MONTH = "2026-11"
PATHS = ("/v1/reports/verified-reductions", "/v1/reports/green-office")


async def _key(company: Any, *scopes: str) -> dict[str, str]:
    async with company.container.database.work(company.org_id) as connection:
        key = await partners.issue_key(
            connection, company.container.keys.token_key, company.org_id, scopes=scopes, now=company.clock.now()
        )
    return {"authorization": f"Bearer {key}"}


@pytest.fixture
async def client(door: str) -> Any:
    async with httpx.AsyncClient(base_url=door) as client:
        yield client


async def _metro_for_six(company: Any) -> None:
    for _ in range(6):
        await company.record(await company.hire(), "metro", 10_000, proof="operator_record")


async def test_the_report_comes_as_json_with_its_statement(company: Any, client: httpx.AsyncClient) -> None:
    await _metro_for_six(company)
    answer = await client.get(
        f"/v1/reports/verified-reductions?month={MONTH}", headers=await _key(company, "reports.read")
    )
    found = answer.json()
    assert answer.status_code == 200
    assert "not a market unit" in found["statement"]["en"]
    (line,) = found["lines"]
    assert (line["actions"], line["people"], line["not_yet_verified_mg"]) == (6, 6, 6 * 468_000)
    assert (line["source_state"], line["credit_class"]) == ("quoted", "market")
    assert line["market_hold"] == line["market_hold_text"]["en"] != line["market_hold_text"]["zh"]


async def test_csv_and_xlsx_hold_the_same_figures(company: Any, client: httpx.AsyncClient) -> None:
    await _metro_for_six(company)
    headers = await _key(company, "reports.read")
    address = f"/v1/reports/verified-reductions?month={MONTH}&format="
    table = await client.get(address + "csv", headers=headers)
    book = await client.get(address + "xlsx", headers=headers)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(table.text))
    sheet = openpyxl.load_workbook(io.BytesIO(book.content))["Lines"]
    cells = dict(zip(row, (cell.value for cell in sheet[2]), strict=True))
    assert int(row["not_yet_verified_mg"]) == cells["not_yet_verified_mg"] == 6 * 468_000
    assert row["statement"] == cells["statement"]


async def test_the_green_office_comes_as_json(company: Any, client: httpx.AsyncClient) -> None:
    await _metro_for_six(company)
    answer = await client.get(f"/v1/reports/green-office?month={MONTH}", headers=await _key(company, "reports.read"))
    found = answer.json()
    assert answer.status_code == 200
    assert found["participation"] == {"members": 6, "participants": 6, "permille": 1000, "acts": 6}
    assert found["travel"]["modes"] == [
        {"kind": "metro", "hidden": False, "people": 6, "trips": 6, "passenger_m": 60_000}
    ]
    assert found["commuting"]["netted_against_reductions"] is False
    assert found["commuting"]["lines"][0]["factor_id"] == "UK-DESNZ-2026-rail-london-underground"
    assert found["commuting"]["factors_foreign"] is True


async def test_a_key_without_the_scope_is_refused(company: Any, client: httpx.AsyncClient) -> None:
    headers = await _key(company, "actions.read")
    for path in PATHS:
        answer = await client.get(f"{path}?month={MONTH}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


async def test_nobody_reads_without_a_key(client: httpx.AsyncClient) -> None:
    for path in PATHS:
        assert (await client.get(f"{path}?month={MONTH}")).status_code == 401


async def test_a_wrong_question_gets_a_problem(company: Any, client: httpx.AsyncClient) -> None:
    headers = await _key(company, "reports.read")
    for query, status, code in (
        ("month=2026-13", 400, "month_malformed"),
        ("month=%00", 400, "month_malformed"),
        ("month=2027-01", 422, "month_in_future"),
        ("", 422, "request_invalid"),
        ("month=2026-11&format=pdf", 422, "request_invalid"),
    ):
        answer = await client.get(f"/v1/reports/verified-reductions?{query}", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_a_key_sees_its_own_organisation_alone(company: Any, client: httpx.AsyncClient) -> None:
    await _metro_for_six(company)
    async with company.container.database.work(PROGRAMME) as connection:
        key = await partners.issue_key(
            connection, company.container.keys.token_key, PROGRAMME, scopes=["reports.read"], now=company.clock.now()
        )
    answer = await client.get(
        f"/v1/reports/verified-reductions?month={MONTH}", headers={"authorization": f"Bearer {key}"}
    )
    assert (answer.json()["organisation"]["id"], answer.json()["lines"]) == ("org_public", [])
