"""The simulator's chat page in a real browser, with a bot that speaks plain Bot API on the other side."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.integration.chromium import barriers

if TYPE_CHECKING:
    from tests.integration.simulator_page.conftest import Held, PlainBot, Visits

pytestmark = pytest.mark.asyncio(loop_scope="module")  # One browser serves all tests here.
LIN, ALEX = 700_000_001, 700_000_002


def buttons(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def test_two_people_are_there_and_start_reaches_the_bot(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.first()
    await expect(page.locator("#sidebar .row strong")).to_have_text(["小林", "Alex"])
    await expect(page.locator(".pane")).to_have_count(2)
    await page.locator(".pane").nth(1).get_by_role("button", name="开始").click()
    message = (await bot.next())["message"]
    assert (message["text"], message["from"]["id"], message["from"]["language_code"]) == ("/start", ALEX, "en")
    await bot.say("Hi <b>Alex</b>", ALEX)
    await expect(page.locator(".pane").nth(1).locator(".other .text b")).to_have_text("Alex")
    await expect(page.locator(".pane").nth(0).locator(".message")).to_have_count(0)


async def test_a_pressed_button_is_answered_and_the_edit_shows_in_place(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    rows = [[{"text": "撤销", "callback_data": "undo:1", "style": "danger"}, {"text": "问", "callback_data": "ask"}]]
    sent = await bot.say("少排 561.6 克", reply_markup=buttons(*rows))
    await page.get_by_role("button", name="撤销").click()
    query = (await bot.next())["callback_query"]
    assert query["data"] == "undo:1"
    await expect(page.locator(".inline-button.busy")).to_have_count(1)
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="好了")
    await expect(page.locator(".toast.shown")).to_have_text("好了")
    await expect(page.locator(".inline-button.busy")).to_have_count(0)
    await page.get_by_role("button", name="问").click()
    query = (await bot.next())["callback_query"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="几公里？", show_alert=True)
    await expect(page.get_by_role("dialog")).to_contain_text("几公里？")
    await page.keyboard.press("Escape")
    await bot.call("editMessageText", chat_id=LIN, message_id=sent["message_id"], text="已撤销")
    await expect(page.locator(".other .text")).to_have_count(1)
    await expect(page.locator(".other .text")).to_contain_text("已撤销")
    await expect(page.locator(".inline-button")).to_have_count(0)


async def test_a_text_that_is_too_long_is_said_so_and_kept(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    box = page.locator(".pane textarea").first
    await box.fill("好" * 4097)
    await box.press("Enter")
    await expect(page.locator(".toast.shown")).to_have_text("太长了，最多 4096 个字。没有发出。")
    await expect(box).to_have_value("好" * 4097)
    await box.fill("好" * 4096)
    await box.press("Enter")
    assert (await bot.next())["message"]["text"] == "好" * 4096


async def test_an_answer_that_overtakes_its_press_ends_the_spinning(
    visits: "Visits", bot: "PlainBot", held: "Held"
) -> None:
    page = await visits.started()
    await page.route("**/press", held.after)
    await bot.say("?", reply_markup=buttons([{"text": "快", "callback_data": "quick"}]))
    await page.get_by_role("button", name="快").click()
    query = (await bot.next())["callback_query"]
    await expect(page.locator(".inline-button.busy")).to_have_count(1)
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="到")
    await expect(page.locator(".toast.shown")).to_have_text("到")
    held.let_go()
    await expect(page.locator(".inline-button.busy")).to_have_count(0)


async def test_what_people_write_is_never_markup(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    hostile = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    person = {"first_name": hostile, "id": LIN, "language_code": "zh-hans"}
    await bot.session.patch(f"/simulator/people/{LIN}", json=person)
    await bot.session.post(f"/simulator/chats/{LIN}/messages", json={"person": LIN, "text": hostile})
    await expect(page.locator(".own .text").last).to_contain_text(hostile)
    await bot.call(
        "sendMessage",
        chat_id=LIN,
        text="x",
        entities=[{"type": "text_link", "offset": 0, "length": 1, "url": "javascript:document.title='owned'"}],
    )
    await expect(page.locator(".other .text").last).to_contain_text("x")
    assert await page.locator(".message a, .message img, #sidebar img[src=x]").count() == 0
    assert "owned" not in await page.title()


async def test_the_reply_keyboard_sends_its_words_and_can_be_put_away(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    await bot.say("你好", reply_markup={"keyboard": [["🚇 地铁", "🪐 星球"]], "resize_keyboard": True})
    await page.get_by_role("button", name="🚇 地铁").click()
    assert (await bot.next())["message"]["text"] == "🚇 地铁"
    await page.get_by_role("button", name="收起按钮").click()
    await expect(page.locator(".reply-button")).to_have_count(0)
    await page.get_by_role("button", name="显示按钮").click()
    await expect(page.locator(".reply-button")).to_have_count(2)
    await bot.say("再见", reply_markup={"remove_keyboard": True})
    await expect(page.locator(".reply-button")).to_have_count(0)


async def test_commands_are_chosen_with_the_keyboard_alone(visits: "Visits", bot: "PlainBot") -> None:
    for language, words in (("zh", "记一笔"), ("", "Log")):
        commands = [{"command": "log", "description": words}, {"command": "lang", "description": "…"}]
        await bot.call("setMyCommands", commands=commands, language_code=language)
    page = await visits.started()
    field = page.locator(".pane").first.get_by_label("消息", exact=True)
    await field.focus()
    await page.keyboard.type("/lo")
    await expect(page.get_by_role("option")).to_have_text(["/log记一笔"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert (await bot.next())["message"]["text"] == "/log"
    await page.keyboard.type("地铁 3 公里")
    await page.keyboard.press("Enter")
    assert (await bot.next())["message"]["text"] == "地铁 3 公里"
    await expect(page.locator(".own .text").last).to_contain_text("地铁 3 公里")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("End")
    await page.keyboard.type("！")
    await page.keyboard.press("Enter")
    assert (await bot.next())["edited_message"]["text"] == "地铁 3 公里！"
    await expect(page.locator(".own .foot").last).to_contain_text("已编辑")


async def test_photos_files_and_places_are_sent_and_shown(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    pane = page.locator(".pane").first
    out = BytesIO()
    Image.new("RGB", (300, 200), (40, 120, 70)).save(out, "PNG")
    await pane.get_by_role("button", name="附件").click()
    async with page.expect_file_chooser() as chooser:
        await pane.get_by_role("button", name="照片").click()
    await (await chooser.value).set_files([{"name": "p.png", "mimeType": "image/png", "buffer": out.getvalue()}])
    await page.get_by_label("说明（可不填）").fill("旧衣 2 公斤")
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    message = (await bot.next())["message"]
    assert (message["caption"], message["photo"][-1]["width"]) == ("旧衣 2 公斤", 300)
    await expect(pane.locator(".photo img")).to_have_js_property("naturalWidth", 300)
    await bot.send_document(b"a,b\n", "month.csv", "text/csv")
    async with page.expect_download() as download:
        await pane.get_by_role("link", name="下载 month.csv").click()
    saved = await download.value
    assert saved.suggested_filename == "month.csv"
    await pane.get_by_role("button", name="附件").click()
    await pane.get_by_role("button", name="位置").click()
    await page.get_by_role("button", name="深圳北").click()
    await page.get_by_label("实时共享一小时").check()
    await page.get_by_role("dialog").get_by_role("button", name="发送").click()
    place = (await bot.next())["message"]["location"]
    assert (place["latitude"], place["live_period"]) == (22.6097, 3600)
    await pane.get_by_role("button", name="向前走").click()
    assert (await bot.next())["edited_message"]["location"]["latitude"] > 22.6097


async def test_a_group_is_founded_and_written_in_by_either_member(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.first()
    await page.get_by_role("button", name="新建群").click()
    await page.get_by_label("群名").fill("福田绿色办公")
    await page.get_by_role("button", name="创建").click()
    assert (await bot.next())["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    group = (await bot.next())["message"]["chat"]
    pane = page.get_by_role("region", name="福田绿色办公")
    await pane.get_by_label("以谁的身份").select_option("Alex")
    field = pane.get_by_label("消息", exact=True)
    assert await field.evaluate("(field) => field.clientHeight") > 30
    await field.fill("metro 3 km")
    await pane.get_by_role("button", name="发送").click()
    message = (await bot.next())["message"]
    assert (message["from"]["id"], message["chat"]["id"]) == (ALEX, group["id"])
    await bot.call("setMessageReaction", chat_id=group["id"], message_id=message["message_id"], reaction=[THUMB])
    await expect(pane.locator(".pill")).to_have_text("👍")


THUMB = {"type": "emoji", "emoji": "👍"}


async def test_deep_links_start_the_bot_from_the_field_and_from_a_message(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    await page.locator(".pane").first.get_by_role("button", name="打开深链接").click()
    field = page.get_by_label("链接或参数")
    await field.fill("no spaces allowed")
    await page.get_by_role("button", name="打开", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("最多 64 个字符")
    await field.fill("https://t.me/yiye_leafledger_bot?start=j_abc")
    await page.get_by_role("button", name="打开", exact=True).click()
    assert (await bot.next())["message"]["text"] == "/start j_abc"
    await bot.say('<a href="https://t.me/yiye_leafledger_bot?start=e_1">join</a>')
    await page.get_by_role("link", name="join").click()
    assert (await bot.next())["message"]["text"] == "/start e_1"


async def test_a_link_to_the_page_asks_who_opens_it(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    await page.goto(f"{page.url.split('?')[0]}?start=j_abc")
    await page.get_by_label("用谁打开").select_option(label="Alex")
    await page.get_by_role("button", name="打开", exact=True).click()
    message = (await bot.next())["message"]
    assert (message["text"], message["from"]["first_name"]) == ("/start j_abc", "Alex")
    assert "start=" not in page.url


async def test_blocking_and_coming_back(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    pane = page.locator(".pane").first
    await pane.get_by_role("button", name="更多").click()
    await pane.get_by_role("button", name="屏蔽机器人").click()
    assert (await bot.next())["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    await pane.get_by_role("button", name="解除屏蔽并重新开始").click()
    assert (await bot.next())["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert (await bot.next())["message"]["text"] == "/start"


async def test_the_page_speaks_both_languages_with_the_same_keys(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.first(locale="en-GB")
    await expect(page.get_by_role("button", name="Add person")).to_be_visible()
    await page.get_by_role("button", name="中文").click()
    await expect(page.get_by_role("button", name="添加人")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "zh-CN"
    keys = await page.evaluate(
        "import('/static/texts.js').then(({TEXTS}) => [TEXTS.en, TEXTS.zh].map((texts) => Object.entries(texts)"
        ".map(([key, text]) => key + (text.match(/\\{\\w+\\}/g) || []).sort().join(''))))",
    )
    assert keys[0] == keys[1]
    await page.reload()
    await expect(page.get_by_role("button", name="添加人")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
async def test_the_page_has_no_serious_accessibility_finding(
    visits: "Visits",
    bot: "PlainBot",
    scheme: str,
    width: int,
) -> None:
    viewport = {"width": width, "height": 740}
    page = await visits.started(color_scheme=scheme, viewport=viewport)
    rows = [
        [{"text": "甲", "callback_data": "a", "style": "success"}, {"text": "乙", "url": "https://example.org"}],
        [{"text": "丙", "callback_data": "c", "style": "danger"}, {"text": "丁", "callback_data": "d"}],
    ]
    await bot.say("<b>粗</b> <code>x</code> /help <a href='https://example.org'>链</a>", reply_markup=buttons(*rows))
    await bot.say("你好", reply_markup={"keyboard": [["🚇 地铁", "🪐 星球"]]})
    await page.get_by_role("button", name="🚇 地铁").wait_for()
    assert not await barriers(page)
    await page.locator(".pane").first.get_by_role("button", name="更多").click()
    await page.locator(".pane").first.get_by_role("button", name="打开深链接").click()
    assert not await barriers(page)
    if width == 360:
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="返回全部聊天").click()
        await expect(page.locator(".row").first).to_be_visible()
        assert not await barriers(page)


async def test_a_crowd_is_searched_and_the_last_to_write_stands_first(visits: "Visits", bot: "PlainBot") -> None:
    for number in range(40):
        await bot.session.post("/simulator/people", json={"first_name": f"Person {number:02}", "language_code": "en"})
    page = await visits.first()
    body = {"person": LIN + 20, "text": "hello"}
    await bot.session.post(f"/simulator/chats/{LIN + 20}/messages", json=body)
    await expect(page.locator(".row strong").first).to_have_text("Person 18")
    await expect(page.locator(".row .count").first).to_have_text("1")
    await page.get_by_label("搜索").fill("person 3")
    await expect(page.locator(".row")).to_have_count(10)
    await page.keyboard.type("7")
    await expect(page.locator(".row strong")).to_have_text(["Person 37"])


async def test_a_mini_app_opens_signed_in_a_frame(visits: "Visits", bot: "PlainBot") -> None:
    page = await visits.started()
    button = {"type": "web_app", "text": "星球", "web_app": {"url": "https://app.example.org/planet"}}
    await bot.call("setChatMenuButton", menu_button=button)
    await page.locator(".pane").first.get_by_role("button", name="星球").click()
    address = await page.locator("iframe").get_attribute("src")
    assert address is not None
    assert address.startswith("https://app.example.org/planet#tgWebAppData=")
    assert str(LIN) in address
