"""Pushing updates to a webhook: in order per chat, several chats at once, again and again until taken."""

import asyncio

import aiohttp
import orjson

from simulator.methods.table import METHODS
from simulator.simulation import Simulation
from simulator.updates import Waiting
from simulator.wire import Json, Parameters, Refusal

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
DELIVERY_TIMEOUT_S = 30
SLOWEST_RETRY_S = 60.0
IDLE_S = 3_600.0


class Courier:
    """Delivers while a webhook is set."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        timeout = aiohttp.ClientTimeout(total=DELIVERY_TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as client, asyncio.TaskGroup() as group:
            while not self._simulation.closing:
                if not self._simulation.webhook.url:
                    await self._simulation.webhook_changed.wait(IDLE_S)
                    continue
                self._start_deliveries(client, group)
                await self._simulation.updates.wait(IDLE_S)
            for task in self._busy.values():
                task.cancel()

    def _start_deliveries(self, client: aiohttp.ClientSession, group: asyncio.TaskGroup) -> None:
        """Start one delivery for each chat that has none under way, up to max_connections."""
        hook = self._simulation.webhook
        for place, waiting in self._simulation.updates.head(1_000):
            if len(self._busy) >= hook.max_connections:
                return
            lane = _lane(waiting.update)
            if lane not in self._busy:
                self._busy[lane] = group.create_task(self._deliver(client, lane, place, waiting))

    async def _deliver(self, client: aiohttp.ClientSession, lane: str, place: int, waiting: Waiting) -> None:
        simulation, delay_s = self._simulation, 0.0
        url = simulation.webhook.url
        try:
            while simulation.webhook.url == url and not simulation.closing:
                retry_s = await self._post(client, waiting.update)
                if retry_s is None:
                    if simulation.faults.duplicates > 0:
                        simulation.faults.duplicates -= 1
                        await self._post(client, waiting.update)
                    simulation.updates.drop(place)
                    return
                delay_s = retry_s or min(max(delay_s * 2, simulation.retry_s), SLOWEST_RETRY_S)
                await simulation.webhook_changed.wait(delay_s)
        finally:
            del self._busy[lane]
            simulation.updates.end_polls()  # The next update of this chat may go now.

    async def _post(self, client: aiohttp.ClientSession, update: Json) -> float | None:
        """One delivery; None if it was taken, else the seconds the webhook asks to wait (0 if it says none)."""
        hook = self._simulation.webhook
        headers = {"Content-Type": "application/json", **({SECRET_HEADER: hook.secret} if hook.secret else {})}
        try:
            async with client.post(hook.url, data=orjson.dumps(update), headers=headers) as answer:
                body = await answer.content.read(1_000_000)
                if 200 <= answer.status < 300:
                    await self._reply(body)
                    return None
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                asked = answer.headers.get("Retry-After", "")
                retry_s = float(asked) if asked.isdecimal() else 0.0
        except (aiohttp.ClientError, OSError, ValueError) as broken:
            reason, retry_s = _connection_words(broken), 0.0
        hook.last_error, hook.last_error_at = reason, self._simulation.chats.now()
        self._simulation.feed.publish("webhook_error", reason=reason)
        return retry_s

    async def _reply(self, body: bytes) -> None:
        """Carry out the method that a webhook may put into its answer (Bot API, "Making requests")."""
        try:
            call = orjson.loads(body)
        except orjson.JSONDecodeError:
            return
        name = str(call.pop("method", "")).lower() if isinstance(call, dict) else ""
        method = METHODS.get(name)
        if method is None or name.startswith("get") or "webhook" in name:
            return
        try:
            await method(self._simulation, Parameters(call))
        except Refusal as refused:
            self._simulation.feed.publish("refusal", method=name, description=refused.description)


def _lane(update: Json) -> str:
    """What must stay in order: the chat or, where there is none, the update's sender."""
    content = next((value for name, value in update.items() if name != "update_id"), None)
    if not isinstance(content, dict):
        return "other"
    message = content.get("message") if isinstance(content.get("message"), dict) else content
    chat = (message or {}).get("chat") or content.get("from") or {}
    return str(chat.get("id", "other")) if isinstance(chat, dict) else "other"


def _connection_words(broken: BaseException) -> str:
    if isinstance(broken, TimeoutError):
        return "Read timeout expired"
    if isinstance(broken, aiohttp.ClientConnectorError):
        return "Connection refused" if isinstance(broken.os_error, ConnectionRefusedError) else "Connection failed"
    return "Connection closed"
