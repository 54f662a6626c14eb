"""One's own data: switches, partners, the download; and photos, which a person sees only with consent."""

import os
from io import BytesIO
from typing import Any

import orjson
import pytest
from PIL import Image

from accounts import partners
from accounts.partners import MemberUnknown
from actions.commands import RecordAction
from kernel.ids import PROGRAMME
from ledger import entry as entries

pytestmark = pytest.mark.asyncio(loop_scope="module")


def picture(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), (shade, 120, 70)).save(out, "PNG")
    return out.getvalue()


async def asked(house: Any, name: str) -> tuple[Any, Any, str]:
    """A partner of the programme, and the payload of its request."""
    container = house.container
    async with house.work() as connection:
        partner = await partners.create(connection, PROGRAMME, name=name, source=f"src-{os.urandom(4).hex()}")
        member_id, payload = await partners.request_link(
            connection, container.keys.token_key, partner, reference="r", now=container.clock.now()
        )
    return partner, member_id, payload


async def send_ride(house: Any, partner: Any, member_id: Any, number: str) -> Any:
    command = RecordAction(
        kind="metro", quantity=9_000, occurred_at=house.container.clock.now(), source=partner.source,
        external_id=number, evidence_kind="operator_record", partner=partner, member_id=member_id,
    )  # fmt: skip
    return await house.container.recorder.record(PROGRAMME, command)


async def test_a_partner_is_named_agreed_to_and_withdrawn(house: Any) -> None:
    lin = await (await house.person()).joined()
    partner, member_id, payload = await asked(house, "深圳通")
    with pytest.raises(MemberUnknown):
        await send_ride(house, partner, member_id, "1")
    (screen,) = await lin.start(payload)
    assert "深圳通 想把你的行程送到一叶" in screen["text"]
    await lin.press("同意", times=3)
    assert "已授权 深圳通" in await lin.last()
    assert (await send_ride(house, partner, member_id, "2")).evidence == "attested"
    (home,) = await lin.say("/privacy")
    assert "深圳通" in home["text"]
    assert "mem_" in home["text"]
    await lin.press("撤回 深圳通")
    assert "已记下的不变" in await lin.last()
    await lin.press("撤回")
    assert "立即生效" in await lin.last()
    with pytest.raises(MemberUnknown):
        await send_ride(house, partner, member_id, "3")
    (again,) = await lin.start(payload)
    assert "已过期" in again["text"]
    logged = "SELECT count(*) FROM log_entry WHERE convert_from(entry, 'UTF8') LIKE '%partner%consent.withdrawn%'"
    assert await house.value(logged) == 1


async def test_a_refused_partner_gets_nothing(house: Any) -> None:
    alex = await (await house.person("Alex", "en")).joined("en")
    partner, member_id, payload = await asked(house, "RideCo")
    await alex.start(payload)
    await alex.press("No")
    assert "RideCo can send nothing" in await alex.last()
    with pytest.raises(MemberUnknown):
        await send_ride(house, partner, member_id, "1")


async def test_a_stranger_with_a_partners_link_consents_first(house: Any) -> None:
    lin = await house.person("新人")
    _, _, payload = await asked(house, "公交云")
    (hello,) = await lin.start(payload)
    assert "我是一叶" in hello["text"]
    await lin.press("继续")
    await lin.press("同意并开始")
    answers = await lin.press("深圳")
    assert "公交云 想把你的行程送到一叶" in answers[-1]["text"]


async def test_switches_turn_consents_on_and_off(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("/privacy")
    await lin.press("☐ 照片交人工审核")
    person = await house.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    standing = "SELECT count(*) FROM consent WHERE person_id = $1 AND purpose = $2 AND withdrawn_at IS NULL"
    assert await house.value(standing, person, "photo_review") == 1
    await lin.press("☑ 照片交人工审核")
    assert await house.value(standing, person, "photo_review") == 0
    await lin.press("隐私全文")
    assert "不做广告" in await lin.last()


async def test_the_download_holds_every_record_with_its_entry(house: Any) -> None:
    lin = await (await house.person("下载者")).joined()
    await lin.say("地铁 12 公里")
    await lin.say("公交 5 公里")
    await lin.press("撤销")
    await lin.say("/privacy")
    file, _ = await lin.press("下载我的数据")
    async with house.http.get(f"/simulator/files/{file['document']['file_id']}") as answer:
        data = orjson.loads(await answer.read())
    assert data["person"]["nickname"] == "下载者"
    assert data["consents"] == ["service"]
    assert [one["kind"] for one in data["records"]] == ["metro", "bus"]
    assert [one["status"] for one in data["records"]] == ["recorded", "reversed"]
    read = entries.parse(data["records"][0]["ledger"]["entry"].encode())
    assert read["reduction_mg"] == 561_600
    assert read["n"] == data["records"][0]["ledger"]["n"]


async def test_a_photo_proves_a_record_once_and_only_with_consent(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("地铁 12 公里")
    (ask,) = await lin.press("📎 补凭证")
    assert "遮住姓名和卡号" in ask["text"]
    (consent,) = await lin.photo(picture(10))
    assert "审核员" in consent["text"]
    waiting = (
        "SELECT count(*) FROM evidence_file f JOIN action a USING (log_id, seq)"
        " JOIN telegram_account t USING (person_id) WHERE t.user_id = $1"
    )
    assert await house.value(waiting, lin.id) == 0
    await lin.press("同意，交人工审核", times=3)
    assert await house.value(waiting, lin.id) == 1
    receipt = next(m for m in await lin.messages() if "561.6 克" in m.get("text", ""))
    (done,) = await lin.photo(picture(11), reply_to=str(receipt["message_id"]))
    assert "已交审核" in done["text"]
    assert await house.value(waiting, lin.id) == 2


async def test_a_photo_without_a_word_is_asked_about(house: Any) -> None:
    lin = await (await house.person()).joined()
    (alone,) = await lin.photo(picture(20))
    assert "没有等凭证的记录" in alone["text"]
    await lin.say("公交 5 公里")
    (which,) = await lin.photo(picture(21))
    assert "哪一条" in which["text"]
    await lin.press("公交 5.0 公里")
    await lin.press("同意，交人工审核")
    assert "已交审核：公交 5.0 公里" in await lin.last()


async def test_of_two_photos_in_a_row_each_proves_its_own_record(house: Any) -> None:
    lin = await (await house.person()).joined()
    await lin.say("公交 5 公里")
    await lin.say("地铁 6 公里")
    (first,) = await lin.photo(picture(140))
    (second,) = await lin.photo(picture(180))
    for asked, label in ((first, "公交"), (second, "地铁")):
        keys = [key for row in asked["reply_markup"]["inline_keyboard"] for key in row]
        data = next(key["callback_data"] for key in keys if label in key["text"])
        await lin.chat.post(f"chats/{lin.id}/messages/{asked['message_id']}/press", {"person": lin.id, "data": data})
        await lin.answers()
        if label == "公交":
            await lin.press("同意，交人工审核")
    kinds = await house.value(
        "SELECT string_agg(a.kind, ' ' ORDER BY a.seq) FROM evidence_file f JOIN action a USING (log_id, seq)"
        " JOIN telegram_account t USING (person_id) WHERE t.user_id = $1",
        lin.id,
    )
    files = await house.value(
        "SELECT count(DISTINCT f.file_unique_id) FROM evidence_file f JOIN action a USING (log_id, seq)"
        " JOIN telegram_account t USING (person_id) WHERE t.user_id = $1",
        lin.id,
    )
    assert (kinds, files) == ("bus metro", 2)


async def test_words_under_a_photo_are_a_sentence(house: Any) -> None:
    lin = await (await house.person()).joined()
    receipt, which = await lin.photo(picture(30), caption="地铁 4 公里")
    assert "187.2 克" in receipt["text"]
    assert "哪一条" in which["text"]
    assert "地铁 4.0 公里" in which["reply_markup"]["inline_keyboard"][0][0]["text"]


async def test_a_file_is_not_taken_for_a_photo(house: Any) -> None:
    lin = await (await house.person()).joined()
    sender = {"id": lin.id, "is_bot": False, "first_name": "林"}
    now = int(house.container.clock.now().timestamp())
    message = {"message_id": 5000, "date": now, "chat": {"id": lin.id, "type": "private"}, "from": sender}
    for number, (size, answer) in enumerate(((1000, "请发成照片"), (30_000_000, "超过 20 MB"))):
        file = {"file_id": f"f{number}", "file_unique_id": f"u{number}", "file_size": size, "mime_type": "image/jpeg"}
        whole = {**message, "message_id": 5000 + number, "document": file}
        await house.post("inject", {"updates": [{"message": whole}]})
        assert answer in await lin.last()
