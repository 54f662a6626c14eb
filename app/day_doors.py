"""The two doors that an example day comes through, as their users see them: Telegram's stand-in, and the API."""

import asyncio
import copy
import json
from collections.abc import Sequence
from typing import Any

import httpx

from kernel.errors import DomainError

PARALLEL = 16
CHUNK = 250
MOST_ROWS = 1_000
TIMEOUT_S = 60.0
_TINY_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8cf500f0003840180f5b0c1ba0000000049454e44ae426082"
)
Json = Any


class DoorClosed(DomainError):
    """A door does not answer as it should.  door: simulator or api; status: its HTTP status, 0 for none."""

    code = "door_closed"


class ButtonMissing(DomainError):
    """The bot's messages show no such button.  label: what was looked for; chat: where."""

    code = "button_missing"


class Telegram:
    """The simulator's control API, where raw updates go in and the bot's answers can be read."""

    def __init__(self, client: httpx.AsyncClient, base: str) -> None:
        self._client = client
        self._base = base
        self._gate = asyncio.Semaphore(PARALLEL)

    async def limits(self, enabled: bool | None = None) -> bool:
        """Whether the sending limits were on; sets them where asked."""
        before = await self._call("POST", "limits", {})
        if enabled is not None:
            await self._call("POST", "limits", {"enabled": enabled})
        return bool(before["enabled"])

    async def put(self, updates: Sequence[Json]) -> list[int]:
        """Queues updates in order; their ids."""
        found: list[int] = []
        for start in range(0, len(updates), CHUNK):
            answer = await self._call("POST", "inject", {"updates": updates[start : start + CHUNK]})
            found += answer["update_ids"]
        return found

    async def file(self, file_id: str) -> None:
        """Keeps a small picture under an id that updates name."""
        answer = await self._client.post(
            f"{self._base}/simulator/files",
            data={"file_id": file_id},
            files={"file": ("photo.png", _TINY_PNG + file_id.encode(), "image/png")},
        )
        if answer.status_code != 200:
            raise DoorClosed(door="simulator", status=answer.status_code)

    async def pressed(self, update: Json) -> Json:
        """A callback query with its mark filled: the newest message with the button, dated as the file says."""
        query = copy.deepcopy(update["callback_query"])
        label, chat_id = query["data"].removeprefix("$button:"), query["message"]["chat"]["id"]
        async with self._gate:
            seen = await self._call("GET", f"chats/{chat_id}/messages?limit=20", None)
        for fits in (label.__eq__, lambda text: label in text):
            for message in reversed(seen["messages"]):
                for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
                    for button in row:
                        if "callback_data" in button and fits(button["text"]):
                            query["message"] = {**message, "date": query["message"]["date"]}
                            query["data"] = button["callback_data"]
                            return {**update, "callback_query": query}
        raise ButtonMissing(label=label, chat=chat_id)

    async def unanswered(self, chat_ids: Sequence[int]) -> list[int]:
        """The private chats in which the last word is the person's."""

        async def last(chat_id: int) -> int | None:
            async with self._gate:
                seen = await self._call("GET", f"chats/{chat_id}/messages?limit=1", None)
            return None if seen["messages"] and seen["messages"][-1]["from"]["is_bot"] else chat_id

        found = await asyncio.gather(*(last(chat_id) for chat_id in chat_ids))
        return [chat_id for chat_id in found if chat_id is not None]

    async def _call(self, method: str, path: str, body: Json) -> Json:
        try:
            answer = await self._client.request(
                method,
                f"{self._base}/simulator/{path}",
                content=None if body is None else json.dumps(body),
                headers={"Content-Type": "application/json"},
            )
        except httpx.HTTPError as problem:
            raise DoorClosed(door="simulator", status=0) from problem
        if answer.status_code != 200:
            raise DoorClosed(door="simulator", status=answer.status_code)
        return answer.json()


class Partner:
    """The partner's own client of the API."""

    def __init__(self, client: httpx.AsyncClient, base: str, key: str, run: str) -> None:
        self._client = client
        self._base = base
        self._key = key
        self._run = run
        self._sent = 0

    async def send(self, rows: Sequence[Json]) -> list[Json]:
        """One batch of at most 1,000 rows; the verdict on each, in order."""
        assert len(rows) <= MOST_ROWS
        self._sent += 1
        try:
            answer = await self._client.post(
                f"{self._base}/v1/actions:batch",
                content=json.dumps({"actions": list(rows)}).encode(),
                headers={
                    "Authorization": f"Bearer {self._key}",
                    "Content-Type": "application/json",
                    "Idempotency-Key": f"example-day-{self._run}-{self._sent}",
                },
            )
        except httpx.HTTPError as problem:
            raise DoorClosed(door="api", status=0) from problem
        if answer.status_code != 200:
            raise DoorClosed(door="api", status=answer.status_code)
        items: list[Json] = answer.json()["items"]
        return items


def plain(verdict: Json) -> Json:
    """A verdict of the API in the words of `expected_rides.ndjson`."""
    if "problem" in verdict:
        code = verdict["problem"]["code"]
        return {"verdict": "conflict" if code == "external_id_conflict" else "refused", "code": code}
    action = verdict["action"]
    known, waits = verdict["status"] == 200, action["status"] == "pending_review"
    what = "repeated" if known else "pending" if waits else "recorded"
    return {"verdict": what, "reduction_mg": action["reduction_mg"]}


def wanted(verdict: Json) -> Json:
    """An expected verdict as the API can tell it: that evidence was raised shows only in the ledger."""
    return {**verdict, "verdict": "recorded"} if verdict["verdict"] == "raised" else verdict
