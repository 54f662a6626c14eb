"""The pages in a real browser: nothing from elsewhere, readable in both themes, usable without a mouse."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.integration.chromium import barriers, chromium

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
    window = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
    )
    page = await window.new_page()
    foreign: list[str] = []
    page.on("request", lambda request: foreign.append(request.url) if f"127.0.0.1:{port}" not in request.url else None)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    await page.goto(f"http://127.0.0.1:{port}{path}")
    assert await barriers(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert (foreign, faults) == ([], [])
    await window.close()


async def test_an_operation_opens_by_keyboard(browser: Browser, port: int) -> None:
    page = await browser.new_page()
    await page.goto(f"http://127.0.0.1:{port}/docs")
    first = page.locator("details").first
    await first.locator("summary").focus()
    await page.keyboard.press("Enter")
    assert await first.get_attribute("open") is not None
    await page.close()
