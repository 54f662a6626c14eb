"""Links to the bot: by its remembered name in Telegram, to the chat page of the simulator otherwise."""

import pytest
from pydantic import SecretStr

from accounts.joining import BotUnknown
from app.container import build
from app.settings import Settings


async def test_a_link_needs_a_bot_that_has_run(settings: Settings) -> None:
    pointed = settings.model_copy(update={"telegram_token": SecretStr("7:a-token")})
    async with build(pointed) as container:
        with pytest.raises(BotUnknown):
            await container.deep_link("j_abc")
        await container.remember_bot("yiye_bot")
        assert await container.deep_link("j_abc") == "https://t.me/yiye_bot?start=j_abc"


async def test_without_a_token_the_link_leads_to_the_chat_page(settings: Settings) -> None:
    async with build(settings) as container:
        assert await container.deep_link("j_abc") == f"{settings.simulator_url}/?start=j_abc"
