"""The console in a real browser: signing in from a link, the tree, people, the second factor; keyboard, axe, phone, dark."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from accounts import organisations, people
from accounts.people import Person
from accounts.signing_in import links
from app.container import Container
from tests.integration.api.conftest import Tenant, link, make_tenant
from tests.integration.api.console import give
from tests.integration.chromium import barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")
ODD = "<b>林</b> \u202e小'\""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def firm(container: Container) -> Tenant:
    """A company of some people in a tree three deep."""
    made = await make_tenant(container, "page-firm")
    org_id, now = made.organisation.id, container.clock.now()
    async with container.database.work(org_id) as connection:
        parent = None
        for kind, name in (("site", "北园区"), ("department", "研发 <R&D>"), ("team", "平台组")):
            unit = await organisations.add_unit(connection, org_id, name, parent_id=parent, kind=kind)
            parent = unit.id
    for _ in range(6):
        person = (await link(container, made.partner))[0]
        async with container.database.work(org_id) as connection:
            await people.join(connection, person.id, org_id, unit_id=parent, now=now)
    async with container.database.work() as connection:
        await connection.execute("UPDATE person SET nickname = $2 WHERE id = $1", made.person.id, ODD)
    return made


@pytest_asyncio.fixture(loop_scope="module")
async def admin(container: Container, firm: Tenant) -> Person:
    person = (await link(container, firm.partner))[0]
    await give(container, firm, person, "admin")
    return person


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A page that fails its test where a script fails or a rule of the page is broken."""
    context = await browser.new_context(locale="zh-CN")
    opened = await context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda problem: complaints.append(str(problem)))
    opened.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
    yield opened
    await context.close()
    assert complaints == []


async def enter(page: Page, port: int, container: Container, person: Person) -> None:
    token = links.issue(container.keys.token_key, person.id, container.clock.now())
    await page.goto(f"http://127.0.0.1:{port}/console#{token}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("组织")


async def prove(page: Page, totp: pyotp.TOTP, container: Container, later: int = 0) -> None:
    """Types the code of now, or of a step later: a code counts once."""
    code = totp.at(container.clock.now() + timedelta(seconds=30 * later))
    await page.get_by_label("应用里的六位数字").fill(code)
    await page.get_by_role("button", name="确认").click()


async def set_up(page: Page) -> pyotp.TOTP:
    await page.get_by_role("navigation").get_by_role("link", name="安全").click()
    await page.get_by_role("button", name="开始设置").click()
    picture = page.get_by_alt_text("给验证器应用扫的二维码")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    return pyotp.TOTP((await page.locator("code").inner_text()).replace(" ", ""))


async def test_a_link_from_the_chat_signs_in_and_leaves_no_trace_in_the_address(
    page: Page, port: int, container: Container, admin: Person, firm: Tenant
) -> None:
    await enter(page, port, container, admin)
    assert page.url == f"http://127.0.0.1:{port}/console"
    await expect(page.locator(".tree").first).to_contain_text("平台组")
    assert "<R&D>" in await page.locator(".tree").first.inner_text()
    await page.reload()
    await expect(page.locator(".tree").first).to_contain_text("6 人")
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("一叶控制台")


async def test_without_a_session_the_page_says_how_to_get_in(page: Page, port: int) -> None:
    await page.goto(f"http://127.0.0.1:{port}/console")
    await expect(page.get_by_text("给机器人发 /console")).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)
    await page.goto(f"http://127.0.0.1:{port}/console#not-a-link")
    await page.reload()
    assert await barriers(page) == []


async def test_a_used_link_says_so_in_the_persons_language(
    page: Page, port: int, container: Container, admin: Person, http: httpx.AsyncClient
) -> None:
    token = links.issue(container.keys.token_key, admin.id, container.clock.now())
    await http.post("/v1/console/session", json={"link": token})
    http.cookies.clear()
    await page.goto(f"http://127.0.0.1:{port}/console#{token}")
    await expect(page.get_by_role("alert")).to_contain_text("已用过")
    await page.get_by_role("button", name="English").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Leafledger console")


async def test_a_role_is_given_after_the_second_factor_was_set_up_and_shown(
    page: Page, port: int, container: Container, admin: Person, firm: Tenant
) -> None:
    await page.set_viewport_size({"width": 360, "height": 640})
    await enter(page, port, container, admin)
    await page.get_by_role("link", name="人员").click()
    row = page.get_by_role("row").filter(has_text="<b>林</b>")
    lowest = page.get_by_role("row").last
    await lowest.get_by_role("combobox").select_option("reviewer")
    await lowest.get_by_role("button", name="授予").click()
    await expect(page.get_by_role("alert")).to_contain_text("第二重验证")
    await expect(page.get_by_role("alert")).to_be_in_viewport()

    totp = await set_up(page)
    await prove(page, totp, container)
    await expect(page.get_by_text("一小时内输入过验证码")).to_be_visible()

    await page.get_by_role("link", name="人员").click()
    await row.get_by_role("combobox").select_option("reviewer")
    await row.get_by_role("button", name="授予").click()
    await expect(row.locator(".roles")).to_contain_text("审核员")
    page.once("dialog", lambda asked: asked.accept())
    await row.get_by_role("button", name="收回").click()
    await expect(row.locator(".roles")).not_to_contain_text("审核员")


async def test_a_new_session_is_asked_for_a_code_in_the_middle_of_a_change_and_goes_on(
    page: Page, port: int, container: Container, admin: Person
) -> None:
    await enter(page, port, container, admin)
    totp = await set_up(page)
    await prove(page, totp, container)
    await expect(page.get_by_text("一小时内输入过验证码")).to_be_visible()
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("一叶控制台")

    token = links.issue(container.keys.token_key, admin.id, container.clock.now() + timedelta(seconds=5))
    await page.goto(f"http://127.0.0.1:{port}/console#{token}")
    await page.reload()
    await page.goto(f"http://127.0.0.1:{port}/console#/people")
    row = page.get_by_role("row").filter(has_text="<b>林</b>")
    await row.get_by_role("combobox").select_option("champion")
    await row.get_by_role("button", name="授予").click()
    await expect(page.get_by_label("应用里的六位数字")).to_be_focused()
    await prove(page, totp, container, later=1)
    await expect(row.locator(".roles")).to_contain_text("绿色先锋")


async def test_somebody_who_may_see_nobody_is_told_so(
    page: Page, port: int, container: Container, firm: Tenant
) -> None:
    person = (await link(container, firm.partner))[0]
    await enter(page, port, container, person)
    await expect(page.get_by_role("alert")).to_be_visible()


@pytest.mark.parametrize("name", ["organisation", "people", "security"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_every_page_reads_well_for_everybody(
    page: Page, port: int, container: Container, admin: Person, name: str, scheme: Any, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.emulate_media(color_scheme=scheme)
    await enter(page, port, container, admin)
    await page.goto(f"http://127.0.0.1:{port}/console#/{name}")
    await expect(page.locator("main [role=status]", has_text="请稍候")).to_have_count(0)
    assert await barriers(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_keyboard_reaches_the_content_and_the_pages(
    page: Page, port: int, container: Container, admin: Person
) -> None:
    await enter(page, port, container, admin)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("人员")


async def test_skipping_to_the_content_stays_on_the_page_and_signed_in(
    page: Page, port: int, container: Container, admin: Person
) -> None:
    await enter(page, port, container, admin)
    await page.get_by_role("link", name="人员").click()
    await page.get_by_role("link", name="跳到正文").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("人员")
