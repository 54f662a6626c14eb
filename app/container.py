"""Builds everything once, from settings to use cases.  Plain constructors; a test builds it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from redis.asyncio import Redis

from accounts import organisations, regions
from accounts.consents import Consents
from accounts.joining import BotUnknown
from accounts.organisations import Organisation
from accounts.regions import RegionUnknown
from accounts.roles import Leading
from actions import evidence
from actions.adjusting import Adjusting
from actions.attesting import Attesting
from actions.correct import Corrector
from actions.record import Recorder
from actions.review import Reviewing
from app import published
from app.alongside import alongside
from app.log_keys import LogKeys
from app.schema import UNFINISHED, newest
from app.settings import RegionSettingWrong, Settings, SettingWrong
from kernel.clock import Clock, SystemClock
from kernel.database import DatabaseUnsafe, connect
from kernel.errors import DomainError
from kernel.ids import PLATFORM_LOG, PROGRAMME, public
from kernel.mail import Folder, MailAddressWrong, Nowhere, Post, Smtp
from kernel.work import Connection, Database
from language.texts import Texts
from ledger.note import MAX_SIGNATURES, SigningKey
from ledger.policy import Policy, PolicyMalformed
from methodologies.catalogue import Catalogue
from privacy.consent import PHOTO_REVIEW
from privacy.keys import KeyRing, read_key_file

MOST_WITNESSES = MAX_SIGNATURES - 2
"""A note holds so many lines, and while a log's key rotates two of them are its own."""


class SchemaBehind(DomainError):
    """The database's schema is older than this version.  found: its revision, `base` where there is none."""

    code = "schema_behind"


class RestoreUnfinished(DomainError):
    """A restore into this database did not come to its end: its logs are unchecked, erased people may be back."""

    code = "restore_unfinished"


@dataclass(frozen=True)
class Container:
    """What the doors are handed.  `public_url` is the frozen one; `witnesses`, who is asked to cosign the logs."""

    settings: Settings
    database: Database
    redis: Redis
    keys: KeyRing
    catalogue: Catalogue
    clock: Clock
    recorder: Recorder
    corrector: Corrector
    reviewing: Reviewing
    attesting: Attesting
    adjusting: Adjusting
    leading: Leading
    consents: Consents
    texts: Texts
    public_url: str
    witnesses: Policy | None = None
    post: Post = field(default_factory=Nowhere)

    def log_origin(self, log_id: str) -> str:
        """A log's name: its address without the scheme (C2SP tlog-checkpoint)."""
        return f"{urlsplit(self.public_url).netloc}/v1/logs/{log_id}"

    @property
    def log_keys(self) -> LogKeys:
        """The logs' signing keys.  Only who integrates signs with them."""
        return LogKeys(self.keys, self.clock, self.log_origin)

    def keep_up(self) -> AbstractAsyncContextManager[None]:
        """Learns of versions that other processes publish, as long as the body runs."""
        return alongside(published.look(self.database, self.catalogue, self.clock))

    async def log_key(self, connection: Connection, log_id: str) -> SigningKey:
        """The newest of the log's signing keys, made on first use: the one to hand to whoever is new to the log."""
        return (await self.log_keys.signing(connection, log_id))[-1]

    async def deep_link(self, payload: str) -> str:
        """A link that starts the bot with `payload`: in Telegram, or on the simulator's chat page."""
        if self.settings.simulated:
            return f"{self.settings.simulator_url}/?start={payload}"
        async with self.database.work() as connection:
            name = await connection.fetchval("SELECT value FROM instance WHERE key = $1", self._bot_key())
        if name is None:
            raise BotUnknown
        return f"https://t.me/{name}?start={payload}"

    async def remember_bot(self, username: str) -> None:
        """Notes the name of the token's bot, so that other processes can link to it."""
        async with self.database.work() as connection:
            await connection.execute(
                "INSERT INTO instance VALUES ($1, $2) ON CONFLICT DO NOTHING", self._bot_key(), username
            )

    def _bot_key(self) -> str:
        token = self.settings.telegram_token
        return f"bot_username:{'' if token is None else token.get_secret_value().partition(':')[0]}"

    async def programme(self) -> Organisation:
        """The programme organisation."""
        async with self.database.work() as connection:
            return await organisations.find(connection, PROGRAMME)

    async def every_log(self) -> list[str]:
        """All organisations' logs, oldest first, and the platform's."""
        async with self.database.work() as connection:
            return [*(public("log", org_id) for org_id in await organisations.every(connection)), PLATFORM_LOG]


@asynccontextmanager
async def build(
    settings: Settings, clock: Clock | None = None, *, pool: int = 8, unfinished: bool = False
) -> AsyncIterator[Container]:
    """A running container; on the first start it writes what is frozen from then on.

    unfinished: it is the restore that builds it.  Raises `SettingWrong`, `SchemaBehind`, `RestoreUnfinished`,
    `KeyFileUnusable`, `SealBroken` for another installation's key file, and what `kernel.database.connect` raises.
    """
    if settings.database_url is None or settings.redis_url is None:
        raise SettingWrong(setting="LEAFLEDGER_DATABASE_URL and LEAFLEDGER_REDIS_URL", reason="missing")
    now = clock or SystemClock()
    witnesses, post = _witnesses(settings.witnesses), _post(settings)
    production = settings.environment == "production"
    database = await connect(settings.database_url.get_secret_value(), max_size=pool, strict_role=production)
    redis: Redis = Redis.from_url(settings.redis_url.get_secret_value(), decode_responses=True)
    try:
        await _require_whole(database, unfinished=unfinished)
        await _refuse_owner(database)
        keys = KeyRing(await _key(settings, database), _log_key(settings))
        public_url = await _first_start(settings, database, keys, now)
        drop_in = [settings.drop_in_dir] if settings.drop_in_dir.is_dir() else []
        catalogue = Catalogue.load(*drop_in)
        await published.refresh(database, catalogue, now)
        await published.remember(database, catalogue, set())
        consents = Consents(database, keys, now, {PHOTO_REVIEW: evidence.take_back})
        async with Recorder(database, keys, catalogue, now) as recorder:
            yield Container(
                settings=settings,
                database=database,
                redis=redis,
                keys=keys,
                catalogue=catalogue,
                clock=now,
                recorder=recorder,
                corrector=Corrector(database, keys, catalogue, now),
                reviewing=Reviewing(database, keys, catalogue, now),
                attesting=Attesting(database, keys, catalogue, now),
                adjusting=Adjusting(database, keys, catalogue, now),
                leading=Leading(database, keys, consents),
                consents=consents,
                texts=Texts.load(),
                public_url=public_url,
                witnesses=witnesses,
                post=post,
            )
    finally:
        await redis.aclose()
        await database.close()


def _post(settings: Settings) -> Post:
    """The SMTP server of the setting; without one a folder in development, and none in production.

    Raises `SettingWrong`.
    """
    if settings.smtp_url is None:
        return (
            Nowhere()
            if settings.environment == "production"
            else Folder(settings.data_dir / "mail", settings.mail_from)
        )
    try:
        return Smtp(settings.smtp_url.get_secret_value(), settings.mail_from)
    except MailAddressWrong as problem:
        raise SettingWrong(
            setting="LEAFLEDGER_SMTP_URL", reason="no smtp://, smtps:// or smtp+plain:// URL"
        ) from problem


async def _refuse_owner(database: Database) -> None:
    """Raises `DatabaseUnsafe` where the role that works owns the log: an owner gives itself back every right."""
    async with database.work() as connection:
        owner = await connection.fetchval(
            "SELECT pg_get_userbyid(relowner) FROM pg_class"
            " WHERE oid = to_regclass('log_entry') AND pg_has_role(current_user, relowner, 'MEMBER')"
        )
    if owner is not None:
        raise DatabaseUnsafe(settings=["the application role owns the tables"])


def _witnesses(file: Path | None) -> Policy | None:
    """The policy of the setting; raises `SettingWrong`."""
    if file is None:
        return None
    try:
        found = Policy.parse(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingWrong(setting="LEAFLEDGER_WITNESSES", reason=f"{file} can't be read") from problem
    except PolicyMalformed as problem:
        where = f"{file} line {problem.params['line']}: {problem.params['reason']}"
        raise SettingWrong(setting="LEAFLEDGER_WITNESSES", reason=where) from problem
    if len(found.witnesses) > MOST_WITNESSES:
        raise SettingWrong(setting="LEAFLEDGER_WITNESSES", reason=f"{file} names more than {MOST_WITNESSES} witnesses")
    return found


async def _require_whole(database: Database, *, unfinished: bool) -> None:
    """A later schema serves an earlier version: processes are replaced one by one."""
    async with database.work() as connection:
        if not unfinished and await connection.fetchval("SELECT to_regnamespace($1) IS NOT NULL", UNFINISHED):
            raise RestoreUnfinished
        found = "base"
        if await connection.fetchval("SELECT to_regclass('alembic_version') IS NOT NULL"):
            found = await connection.fetchval("SELECT version_num FROM alembic_version") or found
    if found == "base" or found < newest():
        raise SchemaBehind(found=found, expected=newest())


async def _key(settings: Settings, database: Database) -> bytes:
    """The key-encryption key; a lost one is never silently replaced while data exists under it."""
    async with database.work() as connection:
        started = await connection.fetchval("SELECT EXISTS (SELECT FROM organisation)")
    # In production the key is made beforehand (`leafledger new-key`), so that it is never born in a container's layer.
    return read_key_file(settings.key_path, may_create=not started and settings.environment == "development")


def _log_key(settings: Settings) -> bytes | None:
    """The key of the logs' signing keys, where they have one of their own."""
    if settings.log_key_file is None:
        return None
    return read_key_file(settings.log_key_file, may_create=settings.environment == "development")


async def _first_start(settings: Settings, database: Database, keys: KeyRing, clock: Clock) -> str:
    """Freezes the public URL and makes the programme organisation, once; several processes may try."""
    try:
        regions.checked(settings.region)
    except RegionUnknown as problem:
        raise RegionSettingWrong(**problem.params) from problem
    async with database.work(PROGRAMME) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(1)")
        await connection.execute(
            "INSERT INTO instance VALUES ('public_url', $1) ON CONFLICT DO NOTHING", settings.origin
        )
        await organisations.ensure_programme(connection, keys, region=settings.region, now=clock.now())
        await keys.organisation_key(connection, PROGRAMME)  # the right key file opens it, any other does not
        frozen: str = await connection.fetchval("SELECT value FROM instance WHERE key = 'public_url'")
    return frozen
