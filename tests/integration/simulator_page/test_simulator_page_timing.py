"""What the chat page does when answers and events come late, early, or in another order."""

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import Page, expect

if TYPE_CHECKING:
    from tests.integration.simulator_page.conftest import Held, PlainBot, Visits

# One browser serves all tests here.
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.alone]
LIN, ALEX = 700_000_001, 700_000_002
BUTTON = {"inline_keyboard": [[{"text": "撤销", "callback_data": "undo:1"}]]}


async def press_down(page: Page, words: str) -> None:
    """Press the mouse on a button of that name, and keep it pressed."""
    box = await page.get_by_role("button", name=words).bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()


async def frames(page: Page) -> None:
    """Let the page draw what it has heard."""
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize(
    ("what", "label", "name", "shown"),
    [("新建群", "群名", "福田绿色办公", "福田绿色办公"), ("添加人", "名字", "小周", "小周 在")],
)
async def test_a_chat_opens_whose_making_is_answered_before_its_event(
    visits: "Visits", held: "Held", what: str, label: str, name: str, shown: str
) -> None:
    page = await visits.blank()
    await page.route("**/simulator/events*", held.before)
    await visits.first(page)
    await page.get_by_role("button", name=what).click()
    await page.get_by_label(label).fill(name)
    await page.get_by_role("button", name="创建").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    held.let_go()
    await expect(page.get_by_role("region", name=shown)).to_be_visible()


async def test_one_form_makes_one_group_however_often_it_is_sent(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    page = await visits.first()
    await page.route("**/simulator/groups", held.before)
    await page.get_by_role("button", name="新建群").click()
    await page.get_by_label("群名").fill("福田")
    await page.get_by_role("button", name="创建").dblclick()
    held.let_go()
    await expect(page.get_by_role("region", name="福田")).to_be_visible()
    state = await (await bot.session.get("/simulator/state")).json()
    assert [chat["shape"]["title"] for chat in state["chats"] if chat["id"] < 0] == ["福田"]


async def test_commands_that_come_late_leave_the_field_and_join_what_was_typed(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    page = await visits.started()
    field = page.locator(".pane").first.get_by_label("消息", exact=True)
    await field.focus()
    await page.keyboard.type("/lo")
    await page.route("**/commands?*", held.after)
    await bot.call("setMyCommands", commands=[{"command": "log", "description": "记一笔"}])
    await asyncio.wait_for(held.came.wait(), 5)
    held.let_go()
    await expect(page.get_by_role("option")).to_have_text(["/log记一笔"])
    await expect(field).to_be_focused()
    await page.keyboard.type("g")
    await expect(field).to_have_value("/log")


async def test_an_older_answer_never_replaces_the_commands_of_a_newer_one(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    page = await visits.started()
    await page.route("**/commands?*", held.after, times=1)
    await bot.call("setMyCommands", commands=[{"command": "old", "description": "旧"}])
    await asyncio.wait_for(held.came.wait(), 5)
    pane = page.locator(".pane").first
    await bot.call("setMyCommands", commands=[{"command": "new", "description": "新"}])
    await pane.get_by_role("button", name="菜单").click()
    await expect(pane.get_by_role("option")).to_have_text(["/new新"])
    async with page.expect_response("**/commands?*"):
        held.let_go()
    await frames(page)
    await expect(pane.get_by_role("option")).to_have_text(["/new新"])


async def test_an_open_menu_stays_open_while_the_chat_changes(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    pane = page.locator(".pane").first
    await pane.get_by_role("button", name="更多").click()
    await bot.call("setMyName", name="青叶")
    await expect(pane.locator("h2")).to_have_text("青叶")
    await expect(pane.get_by_role("button", name="屏蔽机器人")).to_be_visible()


async def test_texts_arrive_in_the_order_in_which_they_were_written(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    page = await visits.started()
    field = page.locator(".pane").first.get_by_label("消息", exact=True)
    await page.route("**/messages", held.before, times=1)
    for text in ("一", "二"):
        await field.fill(text)
        await field.press("Enter")
    await asyncio.wait_for(held.came.wait(), 5)
    await frames(page)
    held.let_go()
    assert [(await bot.next())["message"]["text"] for _ in range(2)] == ["一", "二"]


async def test_a_message_deleted_while_the_chat_is_fetched_stays_away(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    await bot.session.post(f"/simulator/people/{LIN}/start", json={})
    sent = await bot.say("错的")
    page = await visits.blank()
    await page.route(f"**/chats/{LIN}/messages", held.after)
    await visits.first(page)
    await asyncio.wait_for(held.came.wait(), 5)
    await bot.call("deleteMessage", chat_id=LIN, message_id=sent["message_id"])
    await bot.say("对的")
    await expect(page.locator(".other .text")).to_contain_text(["对的"])
    held.let_go()
    await expect(page.locator(".pane .own .text")).to_contain_text(["/start"])
    await expect(page.locator(".other .text")).to_have_count(1)


async def test_reactions_told_while_the_chat_is_fetched_join_the_fetched_ones(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    await bot.session.post(f"/simulator/people/{LIN}/start", json={})
    sent = await bot.say("好")
    path = f"/simulator/chats/{LIN}/messages/{sent['message_id']}/react"
    await bot.session.post(path, json={"person": LIN, "emoji": "👍"})
    page = await visits.blank()
    await page.route(f"**/chats/{LIN}/messages", held.after)
    await visits.first(page)
    await asyncio.wait_for(held.came.wait(), 5)
    await bot.call("setMessageReaction", chat_id=LIN, message_id=sent["message_id"], reaction=[FIRE])
    await bot.say("完")
    await expect(page.locator(".other .text")).to_contain_text(["完"])
    held.let_go()
    await expect(page.locator(".pill")).to_have_text(["🔥", "👍"])


FIRE = {"type": "emoji", "emoji": "🔥"}


async def test_a_row_pressed_while_the_list_changes_still_opens(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.first()
    for pane in ("小林 在", "Alex 在"):
        await page.get_by_role("region", name=pane).get_by_role("button", name="更多").click()
        await page.get_by_role("region", name=pane).get_by_role("button", name="关闭").click()
    await press_down(page, "Alex")
    await bot.session.post(f"/simulator/chats/{LIN}/messages", json={"person": LIN, "text": "hello"})
    await page.wait_for_function("import('/static/store.js').then(({world}) => world.chats.get(700000001).last)")
    await frames(page)
    await page.mouse.up()
    await expect(page.get_by_role("region", name="Alex 在")).to_be_visible()
    await expect(page.locator(".row", has_text="小林").locator(".count")).to_have_text("1")


async def test_a_button_pressed_while_its_message_is_told_again_still_counts(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    await bot.session.post(f"/simulator/people/{LIN}/start", json={})
    await bot.next()
    page = await visits.blank()
    await page.route("**/simulator/events*", held.before)
    await page.route("**/simulator/state", _and_then(bot))
    await visits.first(page)
    await press_down(page, "撤销")
    held.let_go()
    await page.wait_for_function("import('/static/store.js').then(({world}) => world.people.has(5))")
    await frames(page)
    await page.mouse.up()
    assert (await bot.next())["callback_query"]["data"] == "undo:1"


def _and_then(bot: "PlainBot") -> Any:
    """Answer with the state, after which the bot writes and somebody joins."""

    async def state(route: Any) -> None:
        response = await route.fetch()
        await bot.say("少排 561.6 克", reply_markup=BUTTON)
        await bot.session.post("/simulator/people", json={"id": 5, "first_name": "Five"})
        await route.fulfill(response=response)

    return state


async def test_the_page_comes_by_itself_once_the_simulator_answers(visits: "Visits") -> None:
    page = await visits.blank()
    await page.route("**/simulator/state", lambda route: route.abort(), times=1)
    await visits.first(page)
    await expect(page.locator(".pane")).to_have_count(2)
    await expect(page.locator(".connection.lost")).to_have_count(0)


async def test_a_refused_stream_is_opened_again(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.blank()
    await page.route("**/simulator/events*", lambda route: route.fulfill(status=503), times=1)
    await visits.first(page)
    await bot.session.post(f"/simulator/people/{LIN}/start", json={})
    await expect(page.locator(".own .text")).to_contain_text(["/start"])
    await expect(page.locator(".connection.lost")).to_have_count(0)
