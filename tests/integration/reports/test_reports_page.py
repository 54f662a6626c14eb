"""The green-office page: the way in by a signed link, and the page itself in a real browser."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from accounts import admin_links, people
from tests.integration.chromium import barriers, chromium

LOOKS = (("zh-CN", "light", 1280), ("en-GB", "dark", 1280), ("zh-CN", "dark", 390), ("en-GB", "light", 390))
PICTURES = os.environ.get("LEAFLEDGER_TEST_PICTURES")
"""A folder that keeps the pictures which the browser tests take; unset: none are kept."""


def _link(company: Any, life: timedelta = admin_links.LIFE) -> str:
    return admin_links.issue(company.container.keys.token_key, company.org_id, company.clock.now() + life)


async def _fill(company: Any) -> None:
    """A month that shows every part of the page: four departments, one of them too small."""
    sizes = {"研发中心": 14, "供应链": 9, "市场与销售": 8, "法务": 3, "行政": 6}
    for name, size in sizes.items():
        await company.department(name)
        for at in range(size):
            person = await company.hire(name)
            if at % 4 == 3:
                async with company.container.database.work(company.org_id) as connection:
                    await people.set_commute(connection, company.org_id, person.id, "driving", 9_000 + at * 500)
                continue
            await company.record(person, "metro", 8_000 + at * 700, proof="operator_record", hours_ago=3)
            await company.record(person, "bus", 3_000 + at * 300, hours_ago=5)
            if at % 2:
                await company.record(person, "cycling", 2_500, hours_ago=8)
            await company.record(person, "paperless", 12, hours_ago=4)
            await company.record(person, "setpoint_check", 2, hours_ago=4)
            if at % 3 == 0:
                await company.record(person, "video_meeting", 1, hours_ago=6)
            if at == 0:
                await company.record(person, "setpoint_exceeded", 1, hours_ago=7)
    reviewer = await company.hire(role="reviewer")
    await company.container.reviewing.release_attested(company.org_id, reviewer, company.clock.now().date())


@pytest.fixture
async def client(door: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=door) as client:
        yield client


async def test_a_link_becomes_a_cookie_and_leaves_the_address(company: Any, client: httpx.AsyncClient) -> None:
    answer = await client.get("/green-office", params={"token": _link(company), "lang": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/green-office?lang=en")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/green-office" in cookie
    shown = await client.get(answer.headers["location"])
    assert shown.status_code == 200
    assert company.organisation.name in shown.text
    assert shown.headers["cache-control"] == "no-store"


async def test_nothing_is_shown_without_a_link(company: Any, client: httpx.AsyncClient) -> None:
    answer = await client.get("/green-office")
    assert answer.status_code == 401
    assert company.organisation.name not in answer.text


async def test_an_expired_link_says_so(company: Any, client: httpx.AsyncClient) -> None:
    answer = await client.get("/green-office", params={"token": _link(company, timedelta(seconds=-1))})
    assert answer.status_code == 410


async def test_a_changed_link_opens_nothing(company: Any, client: httpx.AsyncClient) -> None:
    answer = await client.get("/green-office", params={"token": _link(company)[:-1] + "_"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


async def test_the_reports_files_come_by_the_same_cookie(company: Any, client: httpx.AsyncClient) -> None:
    await client.get("/green-office", params={"token": _link(company)})
    answer = await client.get("/green-office/verified-reductions.csv?month=2026-11")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("organisation,month,methodology,")
    client.cookies.clear()
    assert (await client.get("/green-office/verified-reductions.csv")).status_code == 401


async def test_a_month_that_cannot_be_shown_is_said(company: Any, client: httpx.AsyncClient) -> None:
    await client.get("/green-office", params={"token": _link(company)})
    for month in ("2026-13", "x", "2027-01"):
        assert (await client.get("/green-office", params={"month": month})).status_code == 422


async def test_names_are_shown_as_text(company: Any, client: httpx.AsyncClient) -> None:
    await company.department('<script>alert("x")</script>')
    await client.get("/green-office", params={"token": _link(company)})
    page = (await client.get("/green-office")).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def test_a_bar_is_as_long_as_its_number_where_levels_are_hidden(company: Any, client: httpx.AsyncClient) -> None:
    await company.department("法务")
    for at in range(6):
        proof = "operator_record" if at < 3 else "statement"
        await company.record(await company.hire("法务"), "metro", 10_000, proof=proof)
    page = (
        await client.get("/green-office", params={"token": _link(company), "lang": "en"}, follow_redirects=True)
    ).text
    row = page.split('<ul class="rows">')[1].split("</li>")[0]
    assert "2.80 kg" in row
    assert '<rect class="withheld" x="0" y="0" width="1000" height="10"/>' in row
    assert "level hidden to protect a small group" in page


async def test_emissions_of_hidden_lines_alone_are_hidden_and_not_nought(
    company: Any, client: httpx.AsyncClient
) -> None:
    await company.record(await company.hire(), "metro", 8_000)
    page = (
        await client.get("/green-office", params={"token": _link(company), "lang": "en"}, follow_redirects=True)
    ).text
    tile = page.split("<h3>Commuting emissions</h3>")[1].split("</div>")[0]
    assert "hidden to protect a small group" in tile
    assert "Hidden lines are not in the sum." in page
    assert "Some modes have no factor" not in page


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


async def _open(browser: Browser, door: str, company: Any, **options: Any) -> Page:
    context = await browser.new_context(**options)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("request", lambda request: None if request.url.startswith(door) else wrong.append(request.url))
    await page.goto(f"{door}/green-office?token={_link(company)}")
    assert wrong == []
    return page


async def _picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


async def test_the_page_is_sound_in_both_languages_light_and_dark_on_phone_and_desktop(
    company: Any, door: str, browser: Browser
) -> None:
    await _fill(company)
    for locale, scheme, width in LOOKS:
        page = await _open(
            browser, door, company, locale=locale, color_scheme=scheme, viewport={"width": width, "height": 900}
        )
        await _picture(page, f"green-office-{locale}-{scheme}-{width}")
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert await page.get_attribute("html", "lang") == ("zh-CN" if locale == "zh-CN" else "en")
        await page.locator("summary").first.click()
        assert await barriers(page) == []
        await page.context.close()


async def test_the_language_switch_keeps_the_month(company: Any, door: str, browser: Browser) -> None:
    page = await _open(browser, door, company, locale="zh-CN")
    await page.get_by_role("link", name="上个月").click()
    await page.get_by_role("link", name="English").click()
    assert await page.locator("h1").inner_text() == "Green office, October 2026"


async def test_every_charts_numbers_stand_in_its_table(company: Any, door: str, browser: Browser) -> None:
    await _fill(company)
    page = await _open(browser, door, company, locale="en-GB")
    panel = page.locator("section.panel", has=page.get_by_role("heading", name="Passenger-kilometres by mode"))
    await panel.locator("summary").click()
    by_bar = {
        await row.locator(".name").inner_text(): await row.locator(".value").inner_text()
        for row in await panel.locator(".rows li").all()
    }
    by_table = {
        await row.locator("th").inner_text(): await row.locator("td").last.inner_text()
        for row in await panel.locator("tbody tr").all()
    }
    assert by_bar == by_table
    assert len(by_bar) == 3
