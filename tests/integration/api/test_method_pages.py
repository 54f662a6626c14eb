"""The methodology pages: served to anybody, sound in a browser, and never taking a stranger's package for markup."""

import json
import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from app.container import Container
from tests.integration.chromium import chromium, faults

pytestmark = pytest.mark.asyncio(loop_scope="module")
DROP_IN = Path(__file__).parents[2] / "vectors" / "drop_in"
HOSTILE = '<script>alert("x")</script>'
SHENZHEN = "/methodologies/cn-sz-lcpt/2021.1"


@pytest.fixture(scope="module")
def methodologies_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stranger's package whose every free text is hostile."""
    (file,) = [one for one in DROP_IN.glob("*.json") if not one.name.endswith(".kinds.json")]
    document = json.loads(file.read_text("utf-8"))
    document |= {
        "id": "foreign", "title": {"zh": HOSTILE, "en": HOSTILE}, "baseline": f"*{HOSTILE}*", "notes": HOSTILE,
        "attribution": HOSTILE, "source": {**document["source"], "issuer": HOSTILE, HOSTILE: HOSTILE},
        "action_codes": [HOSTILE],
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("strangers")
    (folder / "foreign.json").write_text(json.dumps(document), "utf-8")
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


def words(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


async def test_the_list_leads_to_every_version_and_each_page_opens(
    http: httpx.AsyncClient, container: Container
) -> None:
    listed = (await http.get("/methodologies?lang=en")).text
    links = re.findall(r'href="(/methodologies/[^"]+/[^"]+)"', listed)
    assert len(links) == len(container.catalogue.packages) > 10
    for link in links:
        for locale in ("en", "zh"):
            answer = await http.get(unescape(link).replace("lang=en", f"lang={locale}"))
            assert answer.status_code == 200, link
            assert "{ $" not in answer.text and "None" not in words(answer.text), link


async def test_the_shenzhen_page_names_both_published_values(http: httpx.AsyncClient) -> None:
    page = words((await http.get(f"{SHENZHEN}?lang=en")).text)
    assert "The quotations differ: metro: 46.8, 46.7." in page
    assert "深圳商报 2022-09-23" in page and "Tencent case study" in page
    assert "No market lot: text not on file" in page
    assert "7712cd434b91ca33ad93330fd1f5a5dc7e5d9cd13dd4a519f8355c5a1e641685" in page


async def test_the_page_shows_formula_factors_bounds_caps_and_a_sum_step_by_step(http: httpx.AsyncClient) -> None:
    page = words((await http.get(f"{SHENZHEN}?lang=zh")).text)
    for told in (
        "signed_mg = Σᵢ segmentsᵢ.distance_m × f(segmentsᵢ.mode)", "CN-SZ-LCPT-2021-metro-REDUCTION",
        "整数，1 m 到 120,000 m", "每人每天最多计 60,000 m", "3217 m × 26.9 mg/m = 86537.3 mg", "向下取整一次：86,537 毫克",
        "结果：减排 86.5 克（86,537 毫克）。",
    ):  # fmt: skip
        assert told in page


async def test_a_strangers_package_is_shown_as_text(http: httpx.AsyncClient) -> None:
    for path in ("/methodologies", "/methodologies/foreign/1"):
        page = (await http.get(path)).text
        assert "<script" not in page
        assert "&lt;script&gt;" in page


async def test_an_unknown_version_is_a_problem(http: httpx.AsyncClient) -> None:
    answer = await http.get("/methodologies/cn-sz-lcpt/1999")
    assert (answer.status_code, answer.json()["code"]) == (404, "methodology_unknown")


async def test_the_page_says_what_supersedes_it(http: httpx.AsyncClient) -> None:
    old = (await http.get("/methodologies/elec-saving/1?lang=en")).text
    assert "Superseded by" in old and 'href="/methodologies/elec-saving/2?lang=en"' in old


DAY, NIGHT = ("light", 1200, "en"), ("dark", 360, "zh-CN")
PAGES = (
    "/methodologies",
    "/methodologies/acts",
    SHENZHEN,
    "/methodologies/modeshift-mix/1",
    "/methodologies/foreign/1",
)
LOOKS = [(path, *look) for path in PAGES for look in (DAY, NIGHT)]


@pytest.mark.parametrize(
    ("path", "theme", "width", "language"),
    [*LOOKS, (SHENZHEN, "dark", 1200, "zh-CN"), (SHENZHEN, "light", 360, "en")],
)
async def test_a_page_is_accessible_and_fits(
    browser: Browser, port: int, path: str, theme: str, width: int, language: str
) -> None:
    assert await faults(browser, port, path, theme, width, language) == []


async def test_a_wide_table_scrolls_by_keyboard_and_prints_whole(browser: Browser, port: int) -> None:
    page = await browser.new_page(viewport={"width": 360, "height": 800})
    await page.goto(f"http://127.0.0.1:{port}{SHENZHEN}?lang=en")
    table = page.get_by_role("region", name="Factors")
    await table.focus()
    await page.keyboard.press("ArrowRight")
    await expect(table).not_to_have_js_property("scrollLeft", 0)
    await page.emulate_media(media="print")
    assert await table.evaluate("element => getComputedStyle(element).overflowX") == "visible"
    await page.close()


async def test_the_language_switch_stays_on_the_page(browser: Browser, port: int) -> None:
    page = await browser.new_page(locale="zh-CN")
    await page.goto(f"http://127.0.0.1:{port}{SHENZHEN}")
    await page.get_by_role("link", name="English").click()
    assert await page.locator("h1").inner_text() == "Shenzhen low-carbon public transport (trial)"
    await page.close()


async def test_all_types_of_act_are_listed_with_what_prices_them_or_why_nothing_does(http: httpx.AsyncClient) -> None:
    page = (await http.get("/methodologies/acts?lang=en")).text
    assert len(re.findall(r"<tr><td>\d+</td>", page)) == 63
    told = " ".join(words(page).split())
    assert "Metro in Shenzhen (PT_METRO_SZ) market, lots held CN-GD-SZ: cn-sz-lcpt/2021.1" in told
    assert "learning is no reduction" in told
    for link in sorted(set(re.findall(r'href="(/methodologies/[^"]+/[^"]+)"', page))):
        assert (await http.get(unescape(link))).status_code == 200, link
