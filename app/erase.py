"""`leafledger erase`: finds a person by whatever an admin has of them, shows what would go, and erases."""

from collections.abc import Callable, Sequence
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from accounts import approvals, broadcasts, farewells, organisations, people, roles
from accounts.erasing import Erased, Erasing, Forget
from accounts.farewells import Farewell
from accounts.people import PersonUnknown
from actions import attesting
from actions import erasing as acts
from app.container import Container
from app.local import opened
from app.settings import Settings
from campaigns import erasing as weeks
from kernel.ids import PROGRAMME, MalformedId, parse, public
from kernel.work import Database, DatabaseUnreachable
from privacy import access
from privacy.erasure import Tombstones, TombstoneUnwritable

logger = structlog.get_logger()
MOST_DUE = 20
"""People erased in one round of the worker's."""
BY_PREFIX = {
    "mem": "SELECT person_id FROM partner_link WHERE org_id = $1 AND member_id = $2",
    "act": "SELECT a.person_id FROM action a JOIN organisation o ON o.log_id = a.log_id WHERE o.id = $1 AND a.id = $2",
}
"""How a public id that an organisation knows leads to the person behind it."""


def erasing(container: Container) -> Erasing:
    """The use case over this installation: every package's part, and the list beside the key."""
    return Erasing(
        container.database,
        container.keys,
        container.clock,
        [
            acts.within,
            weeks.within,
            attesting.erase_within,
            roles.erase_within,
            approvals.erase_within,
            broadcasts.erase_within,
        ],
        Tombstones(container.settings.key_path.parent / "erased", container.keys),
        forgetting(container.redis),
    )


def forgetting(redis: Redis) -> Forget:
    """Drops a person's open question and counters; without Redis they are gone within the hour by themselves."""

    async def forget(person_id: UUID, chats: Sequence[int]) -> int:
        try:
            names = [f"dialogue:{chat}" for chat in chats]
            for pattern in (f"checkin:{person_id.hex}:*", *(f"pace:{chat}:*" for chat in chats)):
                names += [name async for name in redis.scan_iter(pattern, count=1000)]
            return int(await redis.delete(*names)) if names else 0
        except (RedisError, OSError, TimeoutError):
            return 0

    return forget


async def erase_due(container: Container) -> int:
    """Erases those who asked for it a day ago, and posts their certificates; how many.

    Somebody who can't be erased is an alarm, and keeps neither the others nor the worker from their turn.  Raises
    `DatabaseUnreachable` and `TombstoneUnwritable`.
    """
    use_case, done = erasing(container), 0
    for person_id in await use_case.requests.due(MOST_DUE):
        try:
            done += await _erase_one(container, use_case, person_id)
        except (DatabaseUnreachable, TombstoneUnwritable):
            raise
        except Exception as problem:
            logger.critical("erasure.failed", problem=type(problem).__name__)
    return done


async def _erase_one(container: Container, use_case: Erasing, person_id: UUID) -> bool:
    """Whether the person was erased by this call."""
    farewell = None
    try:
        reached = await farewells.reached(container.database, person_id)
    except PersonUnknown:
        return False  # another worker was faster
    if reached is not None:
        farewell = Farewell(*reached, total_mg=await _total_mg(container.database, person_id))
    return await use_case.erase_due(person_id, farewell) is not None


async def _total_mg(database: Database, person_id: UUID) -> int:
    """The grams that the person's acts stand for, in every log that holds some."""
    async with database.work(person_id=person_id) as connection:
        rows = await connection.fetch("SELECT org_id FROM membership WHERE person_id = $1", person_id)
        home: UUID | None = await connection.fetchval("SELECT home_org FROM person WHERE id = $1", person_id)
    total_mg = 0
    for org_id in {PROGRAMME, *(row["org_id"] for row in rows), *([home] if home else [])}:
        async with database.work(org_id) as connection:
            total_mg += await acts.total_mg(connection, public("log", org_id), person_id)
    return total_mg


async def erase(
    settings: Settings,
    *,
    member: str = "",
    telegram_id: int | None = None,
    person: str = "",
    org: str = "",
    agreed: Callable[[dict[str, object]], bool],
) -> dict[str, object] | None:
    """Erases whoever is meant; None where `agreed`, which is shown what would go, says no.

    member: mem_… or act_…; person: per_… or a uuid; org: looks in this organisation alone.  Raises `PersonUnknown`,
    `MalformedId` and `TombstoneUnwritable`.
    """
    async with opened(settings) as container:
        if member:
            person_id = await _behind(container.database, member, parse("org", org) if org else None)
        elif telegram_id is not None:
            person_id = await _of_telegram(container.database, telegram_id)
        else:
            person_id = _uuid(person)
        use_case = erasing(container)
        if not agreed(told(await use_case.preview(person_id))):
            await _looked(container, person_id)
            return None
        return told(await use_case.erase(person_id))


async def _looked(container: Container, person_id: UUID) -> None:
    """Whoever runs the installation saw how much is kept of somebody, who stays and may know it."""
    async with container.database.work() as connection:
        home = (await people.find(connection, person_id)).org_id
    look = access.Look(container.clock.now(), "operator", "erasure", "erase_command")
    async with container.database.work(home) as connection:
        await access.note(connection, home, person_id, look)


async def _behind(database: Database, ident: str, org_id: UUID | None) -> UUID:
    prefix = ident.partition("_")[0]
    if prefix not in BY_PREFIX:
        raise MalformedId(expected="mem_… / act")
    value = parse(prefix, ident)
    async with database.work() as connection:
        chosen = [org_id] if org_id is not None else await organisations.every(connection)
    for one in chosen:
        async with database.work(one) as connection:
            found: UUID | None = await connection.fetchval(BY_PREFIX[prefix], one, value)
        if found is not None:
            return found
    raise PersonUnknown


async def _of_telegram(database: Database, user_id: int) -> UUID:
    async with database.work() as connection:
        found: UUID | None = await connection.fetchval(
            "SELECT person_id FROM telegram_account WHERE user_id = $1", user_id
        )
    if found is None:
        raise PersonUnknown
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return parse("per", text)


def told(erased: Erased) -> dict[str, object]:
    """An erasure as plain values."""
    return {"person": public("per", erased.person_id), "logs": erased.logs, "beside_the_logs": erased.beside}
