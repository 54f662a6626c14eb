"""`leafledger seed`: plays an example day through the real doors and compares the ledger with what it must hold."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from accounts import joining, organisations, partners, people
from accounts.organisations import Organisation
from accounts.partners import Partner
from app import day_doors, local, up
from app.container import Container, build
from app.day_files import ExampleDay, Json, Move, choose_day, moved_row, read
from app.day_totals import Totals, differences, totals
from app.settings import Settings, SettingWrong
from kernel.clock import SystemClock, local_date
from kernel.errors import DomainError
from kernel.ids import public
from privacy.consent import partner_purpose

STEP_TIMEOUT_S = 300.0
LOOK_EVERY_S = 0.02
PORTION = 20
"""Updates at a time.  A day has no bursts of hundreds, and an open question is forgotten while Redis is slow."""
MOST_QUEUED = 1_000
MOST_SHOWN = 20
REJECTED = "duplicate"
FIRST_PERSON = 1 << 41
"""Beyond every number that Telegram or the chat page gives, so that nobody real is played."""


class InboxStuck(DomainError):
    """Updates are not handled in time, or were set aside.  step, open, failed: where and how many."""

    code = "inbox_stuck"


@dataclass
class Played:
    """What the day of playing adds to the files: the organisation, its links, and the numbers of its people."""

    organisation: Organisation
    partner: Partner
    api_key: str
    run: str
    move: Move
    joins: dict[str, str]
    partner_links: dict[int, str] = field(default_factory=dict)
    members: dict[int, UUID] = field(default_factory=dict)
    update_ids: dict[int, int] = field(default_factory=dict)
    compared: int = 0
    wrong_verdicts: list[Json] = field(default_factory=list)


async def seed(settings: Settings, directory: Path, on: str, console: Console) -> dict[str, Any]:
    """Plays the day in `directory` as the day `on`; what was made, what was expected, and whether they are equal.

    Uses a running product, or starts one for as long as it takes.  Raises `ExampleDayUnreadable`, `DayOutOfReach`,
    `SettingWrong` where the bot talks to the real Telegram, `DoorClosed`, `ButtonMissing` and `InboxStuck`.
    """
    day = await asyncio.to_thread(read, directory)
    if not settings.simulated:
        raise SettingWrong(setting="LEAFLEDGER_TELEGRAM_TOKEN", reason="real")
    chosen = choose_day(on, local_date(SystemClock().now(), day.organisation["zone"]))
    async with (
        _running(settings) as pointed,
        build(pointed) as container,
        httpx.AsyncClient(timeout=day_doors.TIMEOUT_S, trust_env=False) as client,
    ):
        base = f"http://{pointed.reachable_host}:{pointed.port}"
        telegram = day_doors.Telegram(client, pointed.simulator_url)
        seeding = _Seeding(container, day, telegram, (chosen - day.base_on).days)
        await seeding.found(client, base)
        limited = await telegram.limits(enabled=False)
        try:
            await seeding.play(console)
        finally:
            await telegram.limits(enabled=limited)
        return await seeding.told()


@asynccontextmanager
async def _running(settings: Settings) -> AsyncIterator[Settings]:
    """Settings that point at a running product: the one that runs on them, or one started for the duration."""
    named = settings.database_url is not None
    found = settings if named else await asyncio.to_thread(local.running_product, settings)
    if found is not None and await asyncio.to_thread(up.ready, found):
        async with local.servers(found) as pointed:
            yield pointed
        return
    up.refuse_taken_ports(settings)
    stack = up.Stack(settings)
    stack.claim()
    try:
        pointed = await stack.start()
        async with asyncio.timeout(up.READY_TIMEOUT_S):
            while not await asyncio.to_thread(stack.complete, pointed):
                stack.tend()
                await asyncio.sleep(LOOK_EVERY_S)
        yield pointed
    finally:
        await asyncio.to_thread(stack.stop)


class _Seeding:
    """One playing of the day."""

    def __init__(self, container: Container, day: ExampleDay, telegram: day_doors.Telegram, days: int) -> None:
        self._container = container
        self._day = day
        self._telegram = telegram
        self._days = days
        self._before: Totals = {}
        self._after: Totals = {}

    async def found(self, client: httpx.AsyncClient, base: str) -> None:
        """The organisation with its departments, invitations, partner and key."""
        container, said = self._container, self._day.organisation
        now, token_key = container.clock.now(), container.keys.token_key
        async with container.database.work() as connection:
            firm = await organisations.create(
                connection,
                container.keys,
                name=said["name"],
                region=said["region"],
                zone=said["zone"],
                methodology_set=tuple(said["methodology_set"]),
                now=now,
            )
        joins: dict[str, str] = {}
        async with container.database.work(firm.id) as connection:
            units = {}
            for department in said["departments"]:
                unit = units[department["name"]] = await organisations.add_unit(connection, firm.id, department["name"])
                joins[department["name"]] = await joining.invite(
                    connection, token_key, firm.id, now=now, unit_id=unit.id
                )
            for person in said["people"]:
                if person["roles"]:
                    joins[str(person["number"])] = await joining.invite(
                        connection,
                        token_key,
                        firm.id,
                        now=now,
                        unit_id=units[person["department"]].id,
                        roles=frozenset(person["roles"]),
                    )
            partner = await partners.create(
                connection, firm.id, name=said["partner"]["name"], source=said["partner"]["source"]
            )
            key = await partners.issue_key(
                connection, token_key, firm.id, scopes=sorted(partners.SCOPES), now=now, partner_id=partner.id
            )
            links = {}
            for person in said["people"]:
                reference = f"user-{person['number']}"
                member, payload = await partners.request_link(
                    connection, token_key, partner, reference=reference, now=now
                )
                links[person["number"]] = (member, payload)
        offset = FIRST_PERSON + int.from_bytes(os.urandom(4), "big") * 1_000
        self.played = Played(firm, partner, key, firm.public_id[4:12], Move(self._days, offset), joins)
        self.played.members = {number: member for number, (member, _) in links.items()}
        self.played.partner_links = {number: payload for number, (_, payload) in links.items()}
        self._api = day_doors.Partner(client, base, key, self.played.run)

    async def play(self, console: Console) -> None:
        """All steps in order, each over before the next begins."""
        steps = self._day.organisation["steps"]
        columns = (TextColumn("{task.description:>18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console) as progress:
            task = progress.add_task("", total=len(self._day.updates) + len(self._day.rides))
            for step in steps:
                progress.update(task, description=step["step"])
                if step["door"] == "chat":
                    progress.advance(task, await self._chat(step["step"]))
                elif step["door"] == "partner":
                    progress.advance(task, await self._rides(step["step"]))
                else:
                    await {"link_by_use_case": self._link, "withdraw": self._withdraw, "review": self._review}[
                        step["step"]
                    ]()

    async def _chat(self, step: str) -> int:
        """One step of the chat: buttons are looked up first, then everything goes in, repeats last."""
        updates, played = self._day.updates_of(step), self.played
        first: list[Json] = []
        again: list[Json] = []
        seen = set(played.update_ids)
        for update in updates:
            (again if update["update_id"] in seen else first).append(update)
            seen.add(update["update_id"])
        moved = [played.move.update(self._filled(update)) for update in first]
        pressed = await asyncio.gather(*(self._telegram.pressed(one) for one in moved if "callback_query" in one))
        presses = iter(pressed)
        ready = [next(presses) if "callback_query" in one else one for one in moved]
        for one in ready:
            for size in one.get("message", {}).get("photo", ())[-1:]:
                await self._telegram.file(size["file_id"])
        ids = await self._put(step, ready)
        played.update_ids |= {update["update_id"]: number for update, number in zip(first, ids, strict=True)}
        repeats = [
            {"update_id": played.update_ids[update["update_id"]], **played.move.update(self._filled(update))}
            for update in again
        ]
        await self._telegram.put(repeats)
        await self._handled(step, ids, 0)
        return len(updates)

    async def _put(self, step: str, updates: Sequence[Json]) -> list[int]:
        """Puts updates in at the pace at which they are handled; their ids."""
        ids: list[int] = []
        for start in range(0, len(updates), PORTION):
            ids += await self._telegram.put(updates[start : start + PORTION])
            await self._handled(step, ids, PORTION)
        return ids

    def _filled(self, update: Json) -> Json:
        """The update with the marks of its start payload filled."""
        text = update.get("message", {}).get("text", "")
        mark = text.removeprefix("/start ")
        if mark.startswith("$join:"):
            payload = self.played.joins[mark.removeprefix("$join:")]
        elif mark.startswith("$partner:"):
            payload = self.played.partner_links[int(mark.removeprefix("$partner:"))]
        else:
            return update
        return {**update, "message": {**update["message"], "text": f"/start {payload}"}}

    async def _handled(self, step: str, update_ids: Sequence[int], most_open: int) -> None:
        """Until the bot has handled all but `most_open` of the updates, answers sent; raises `InboxStuck`."""
        done, failed = await self._counted(update_ids)
        try:
            async with asyncio.timeout(STEP_TIMEOUT_S):
                while done < len(update_ids) - most_open and not failed:
                    await asyncio.sleep(LOOK_EVERY_S)
                    done, failed = await self._counted(update_ids)
        except TimeoutError:
            raise InboxStuck(step=step, open=len(update_ids) - done, failed=failed) from None
        if failed:
            raise InboxStuck(step=step, open=len(update_ids) - done, failed=failed)

    async def _counted(self, update_ids: Sequence[int]) -> tuple[int, int]:
        """How many of the updates are handled, and how many were set aside."""
        async with self._container.database.work() as connection:
            row = await connection.fetchrow(
                "SELECT count(*) FILTER (WHERE done_at IS NOT NULL) AS done, count(failed_at) AS failed"
                " FROM inbox WHERE update_id = any($1::bigint[])",
                list(update_ids),
            )
        assert row is not None
        return row["done"], row["failed"]

    async def _rides(self, step: str) -> int:
        """One step of the partner, in batches; every verdict is compared."""
        rides, played = self._day.rides_of(step), self.played
        for start in range(0, len(rides), day_doors.MOST_ROWS):
            part = rides[start : start + day_doors.MOST_ROWS]
            now = self._container.clock.now()
            rows = [
                moved_row(row, self._days, lambda number: public("mem", played.members[number]), now) for row, _ in part
            ]
            verdicts = await self._api.send(rows)
            for place, ((_, expected), verdict) in enumerate(zip(part, verdicts, strict=True)):
                played.compared += 1
                if day_doors.plain(verdict) != day_doors.wanted(expected):
                    wrong = {
                        "step": step,
                        "row": start + place,
                        "expected": expected,
                        "actual": day_doors.plain(verdict),
                    }
                    played.wrong_verdicts.append(wrong)
        return len(rides)

    async def _link(self) -> None:
        """The partner's consent of those who do not pass through the chat: the use case behind the consent screen."""
        container, played = self._container, self.played
        for person in self._day.organisation["people"]:
            if person["partner_link"] == "use_case":
                person_id = await self._person_id(person["number"])
                async with container.database.work(played.organisation.id) as connection:
                    await partners.accept_link(
                        connection,
                        played.organisation.id,
                        played.members[person["number"]],
                        person_id,
                        container.clock.now(),
                    )
                    await container.consents.give_within(
                        connection, played.organisation.id, person_id, partner_purpose(played.partner.id)
                    )

    async def _withdraw(self) -> None:
        """Some end their link at noon."""
        container, played = self._container, self.played
        for number in self._day.organisation["withdrawn"]:
            person_id = await self._person_id(number)
            async with container.database.work(played.organisation.id) as connection:
                await partners.withdraw_link(
                    connection, played.organisation.id, played.members[number], person_id, container.clock.now()
                )
            await container.consents.withdraw(played.organisation.id, person_id, partner_purpose(played.partner.id))

    async def _person_id(self, number: int) -> UUID:
        said = self._day.organisation["people"][number]
        async with self._container.database.work() as connection:
            person = await people.by_telegram(connection, self.played.move.chat(said["telegram_id"]))
        assert person is not None and person.org_id == self.played.organisation.id
        return person.id

    async def _review(self) -> None:
        """Two reviewers decide what waits and release the rest, neither of them their own department's."""
        container, org_id = self._container, self.played.organisation.id
        self._before = await self._totals()
        reviewers = []
        for number in self._day.organisation["reviewers"]:
            person_id = await self._person_id(number)
            async with container.database.work(org_id) as connection:
                reviewers.append(await people.find(connection, person_id))
        until = local_date(container.clock.now(), self.played.organisation.zone) + timedelta(days=1)
        for reviewer in reviewers:
            for item in await container.reviewing.queue(org_id, reviewer, MOST_QUEUED):
                overlapping = item.status == "pending_review" and item.evidence == "attested"
                if overlapping and item.kind == self._day.organisation["rejected_overlap"]:
                    await container.reviewing.reject(org_id, reviewer, item.action_id, REJECTED)
                else:
                    await container.reviewing.approve(org_id, reviewer, item.action_id)
        for reviewer in reviewers:
            while await container.reviewing.release_attested(org_id, reviewer, until):
                pass
        self._after = await self._totals()

    async def _totals(self) -> Totals:
        base = self._day.base_on + timedelta(days=self._days)
        async with self._container.database.work(self.played.organisation.id) as connection:
            return await totals(connection, self.played.organisation.log_id, base)

    async def told(self) -> dict[str, Any]:
        """What `leafledger seed` prints."""
        played, expected = self.played, self._day.expected
        people_ids = [played.move.chat(person["telegram_id"]) for person in self._day.organisation["people"]]
        different = [
            *differences("recorded", expected["recorded"], self._before),
            *differences("reviewed", expected["reviewed"], self._after),
        ]
        return {
            "organisation": played.organisation.public_id,
            "name": played.organisation.name,
            "on": (self._day.base_on + timedelta(days=self._days)).isoformat(),
            "api_key": played.api_key,
            "people_moved_by": played.move.people,
            "updates": len(self._day.updates),
            "rides": played.compared,
            "unanswered_chats": len(await self._telegram.unanswered(people_ids)),
            "wrong_verdicts": len(played.wrong_verdicts),
            "first_wrong_verdicts": played.wrong_verdicts[:MOST_SHOWN],
            "expected": expected["reviewed"]["all"],
            "actual": self._after["all"],
            "by_evidence": self._after["by_evidence"],
            "differences": different[:MOST_SHOWN],
            "equal": not different and not played.wrong_verdicts,
        }
