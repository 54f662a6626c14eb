"""`leafledger up` with a token: what it says when Telegram answers, refuses, or keeps silent; and commands alone."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app import up
from app.heartbeat import telegram_answered, telegram_name
from app.programs import free_port
from app.settings import Settings
from app.up import Stack
from simulator.limits import Limits
from simulator.server import Running, build_application, running

TOKEN = "4242:simulator-test-token"
PATIENCE_S = 60


@pytest.fixture
async def telegram() -> AsyncIterator[Running]:
    """A Bot API server that knows one token."""
    async with running(build_application(TOKEN, limits=Limits(enabled=False))) as server:
        yield server


def environment(folder: Path, telegram: str, token: str, language: str = "en") -> dict[str, str]:
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("LEAFLEDGER_")},
        "LC_ALL": f"{language}_X.UTF-8",
        "LEAFLEDGER_DATA_DIR": str(folder),
        "LEAFLEDGER_PORT": str(free_port()),
        "LEAFLEDGER_TELEGRAM_TOKEN": token,
        "LEAFLEDGER_TELEGRAM_API_URL": telegram,
    }


async def started(command: str, given: dict[str, str]) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "app", command), env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


async def test_up_says_under_which_name_the_bot_answers(telegram: Running, tmp_path: Path) -> None:
    process = await started("up", environment(tmp_path / "data", telegram.url, TOKEN))
    assert process.stdout is not None
    said = []
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not said or "https://t.me/" not in said[-1]:
                said.append((await process.stdout.readline()).decode())
                assert said[-1], said
    finally:
        process.terminate()
        rest, _ = await process.communicate()
    assert "Leafledger is running." in "".join(said[:-1])
    assert said[-1].rstrip().endswith(f"https://t.me/{telegram_name(tmp_path / 'data')}")
    assert process.returncode == 0, rest


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("zh", "Telegram 不认这个机器人令牌。"), ("en", "Telegram does not accept this bot token.")],
)
async def test_a_token_that_telegram_refuses_is_told_at_once(
    telegram: Running, tmp_path: Path, language: str, sentence: str
) -> None:
    given = environment(tmp_path / "data", telegram.url, "4242:another-token", language)
    process = await started("up", given)
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    assert process.returncode == 1
    assert said.decode().rstrip().splitlines()[-1] == sentence


def test_a_silent_telegram_is_told_once_and_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(up, "TELEGRAM_PATIENCE_S", 0)
    monkeypatch.setattr(Stack, "complete", lambda *_: True)
    settings = Settings(data_dir=tmp_path, telegram_token=TOKEN, telegram_api_url="https://behind.a.wall")  # type: ignore[arg-type]
    news = up._news(Stack(settings), settings)
    told = [next(news) for _ in range(4)]
    assert told[0] is not None and told[0][0] == "up-ready-telegram"
    assert told[1:] == [("up-telegram-silent", {"url": "https://behind.a.wall"}), None, None]
    telegram_answered(tmp_path, "leafledger_bot")
    assert list(news) == [("up-telegram-answers", {"name": "leafledger_bot"})]


async def test_a_command_alone_says_in_a_sentence_why_it_cannot_run(tmp_path: Path) -> None:
    given = environment(tmp_path / "data", "http://127.0.0.1:1", TOKEN) | {
        "LEAFLEDGER_DATABASE_URL": f"postgresql://lf_app@127.0.0.1:{free_port()}/leafledger",
        "LEAFLEDGER_REDIS_URL": f"redis://127.0.0.1:{free_port()}/0",
    }
    process = await started("worker", given)
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    assert process.returncode == 1
    assert "Traceback" not in said.decode() and '"event"' not in said.decode()
    assert said.decode().strip().count("\n") == 0, said
