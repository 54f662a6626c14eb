"""The pages in a real browser: nothing from elsewhere, readable in both themes, usable without a mouse."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.integration.chromium import chromium, faults

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@pytest.mark.parametrize("path", ["/", "/docs", "/problems/member-unknown"])
@pytest.mark.parametrize(("theme", "width", "language"), [("light", 1200, "en"), ("dark", 360, "zh-CN")])
async def test_a_page_is_accessible_and_fits(
    browser: Browser, port: int, path: str, theme: str, width: int, language: str
) -> None:
    assert await faults(browser, port, path, theme, width, language) == []


async def test_an_operation_opens_by_keyboard(browser: Browser, port: int) -> None:
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{port}/docs")
    first = page.locator("details").first
    await first.locator("summary").focus()
    await page.keyboard.press("Enter")
    assert await first.get_attribute("open") is not None
    await page.close()
