"""The system's Chromium, and what its pages must keep to."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

FLAGS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", *(["--no-sandbox"] if os.geteuid() == 0 else []),
]  # fmt: skip


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser that was never used."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


async def barriers(page: Page) -> list[tuple[str, str]]:
    """The serious faults of accessibility that axe finds, and where the first of each stands."""
    found = (await Axe().run(page)).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]


async def faults(browser: Browser, port: int, path: str, theme: str, width: int, language: str) -> list[object]:
    """What is wrong with a page as somebody opens it: barriers, foreign requests, errors told, overflow to the side."""
    window = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if theme == "dark" else "light",
        locale=language,
    )
    page = await window.new_page()
    found: list[object] = []
    page.on("request", lambda one: found.append(one.url) if f"127.0.0.1:{port}" not in one.url else None)
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    await page.goto(f"http://127.0.0.1:{port}{path}")
    found += await barriers(page)
    reach = await page.evaluate("document.documentElement.scrollWidth")
    await window.close()
    return found if reach <= width else [*found, f"{reach} px wide"]
