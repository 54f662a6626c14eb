"""First contact to the first receipt, in both languages."""

from typing import Any


async def test_a_stranger_reaches_a_receipt_in_chinese(chat: Any) -> None:
    lin = await chat.person("小林")
    (hello,) = await lin.start()
    assert hello["text"].startswith("你好，小林 👋 我是一叶。")
    await lin.press("继续")
    assert "不保存：手机号" in await lin.last()
    await lin.press("同意并开始")
    await lin.press("深圳")
    await lin.press("跳过")
    (receipt,) = await lin.say("我坐地铁12公里")
    assert "地铁 12.0 公里 → 少排 561.6 克 CO₂" in receipt["text"]
    assert "12.0 公里 × 46.8 g/km" in receipt["text"]
    assert "cn-sz-lcpt/2021.1" in receipt["text"]
    assert "证据 C" in receipt["text"]
    assert await chat.value("SELECT sum(reduction_mg)::bigint FROM action") == 561_600
