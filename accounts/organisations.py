"""Organisations, their units as rows, and the programme organisation that serves everyone else."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.errors import DomainError
from kernel.ids import PROGRAMME, new_uuid, public
from kernel.work import Connection
from methodologies.catalogue import LOCAL
from privacy.keys import KeyRing

PROGRAMME_NAME = "一叶"
DEFAULT_ZONE = "Asia/Shanghai"
COMPANY, SMALL_FIRM, COMMUNITY, PROGRAMME_KIND = "company", "small_firm", "community", "programme"
KINDS = (COMPANY, SMALL_FIRM, COMMUNITY, PROGRAMME_KIND)
EMPLOYERS = (COMPANY, SMALL_FIRM)
ISSUERS = (*EMPLOYERS, PROGRAMME_KIND)
"""Kinds whose log takes new records.  A community's grams are a view of what its members do in other logs."""
DEFAULT_SET = (LOCAL,)
PROGRAMME_SET = (LOCAL, "modeshift-cycling", "recycle-warm")
"""The programme chooses two estimates on foreign factors, named beside each figure."""


class OrganisationUnknown(DomainError):
    """No such organisation."""

    code = "organisation_unknown"


class OrganisationKindUnknown(DomainError):
    """No such kind of organisation.  kind: what was said; allowed: those there are."""

    code = "organisation_kind_unknown"


@dataclass(frozen=True)
class Organisation:
    """An issuer of a log, or a community, whose log holds its own acts of administration and consent alone.

    methodology_set: ids whose packages it lets count; `local` stands for all of the person's own region.  minimum_group:
    k of its aggregates.  commute_baseline: what its people would have used instead, unless they say otherwise.
    """

    id: UUID
    name: str
    region: str | None
    zone: str
    log_id: str
    methodology_set: tuple[str, ...]
    minimum_group: int
    commute_baseline: str | None = None
    kind: str = COMPANY

    @property
    def public_id(self) -> str:
        """`org_…`."""
        return public("org", self.id)


@dataclass(frozen=True)
class Unit:
    """A site, department, team or block; `parent_id`: the unit that it lies in (`accounts.units`)."""

    id: UUID
    name: str
    parent_id: UUID | None
    kind: str = "department"

    @property
    def public_id(self) -> str:
        """`unit_…`."""
        return public("unit", self.id)


async def create(
    connection: Connection,
    keys: KeyRing,
    *,
    name: str,
    region: str | None,
    now: datetime,
    zone: str = DEFAULT_ZONE,
    methodology_set: tuple[str, ...] = DEFAULT_SET,
    org_id: UUID | None = None,
    kind: str = COMPANY,
) -> Organisation:
    """A new organisation with its key; its log is opened by the first entry.  Raises `OrganisationKindUnknown`."""
    if kind not in KINDS:
        raise OrganisationKindUnknown(kind=kind[:40], allowed=list(KINDS))
    ident = new_uuid() if org_id is None else org_id
    await connection.execute(
        "INSERT INTO organisation (id, name, region, zone, log_id, methodology_set, created_at, kind)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        ident,
        name,
        region,
        zone,
        public("log", ident),
        list(methodology_set),
        now,
        kind,
    )
    await keys.create_organisation_key(connection, ident)
    return await find(connection, ident)


async def ensure_programme(connection: Connection, keys: KeyRing, *, region: str, now: datetime) -> Organisation:
    """The programme organisation 一叶, made by the first start."""
    if await connection.fetchval("SELECT 1 FROM organisation WHERE id = $1", PROGRAMME):
        return await find(connection, PROGRAMME)
    return await create(
        connection,
        keys,
        name=PROGRAMME_NAME,
        region=region,
        now=now,
        methodology_set=PROGRAMME_SET,
        org_id=PROGRAMME,
        kind=PROGRAMME_KIND,
    )


async def find(connection: Connection, org_id: UUID) -> Organisation:
    """The organisation; raises `OrganisationUnknown`."""
    row = await connection.fetchrow("SELECT * FROM organisation WHERE id = $1", org_id)
    if row is None:
        raise OrganisationUnknown(org_id=public("org", org_id))
    return Organisation(
        id=row["id"],
        name=row["name"],
        region=row["region"],
        zone=row["zone"],
        log_id=row["log_id"],
        methodology_set=tuple(row["methodology_set"]),
        minimum_group=row["minimum_group"],
        commute_baseline=row["commute_baseline"],
        kind=row["kind"],
    )


async def keep_choice(connection: Connection, organisation: Organisation) -> None:
    """Keeps what an organisation chooses: all of it but its kind; `accounts.choosing` logs it."""
    await connection.execute(
        "UPDATE organisation SET methodology_set = $2, region = $3, zone = $4, commute_baseline = $5, name = $6,"
        " minimum_group = $7 WHERE id = $1",
        organisation.id,
        list(organisation.methodology_set),
        organisation.region,
        organisation.zone,
        organisation.commute_baseline,
        organisation.name,
        organisation.minimum_group,
    )


async def every(connection: Connection) -> list[UUID]:
    """The ids of all organisations, oldest first."""
    return [row["id"] for row in await connection.fetch("SELECT id FROM organisation ORDER BY created_at, id")]


async def add_unit(
    connection: Connection, org_id: UUID, name: str, parent_id: UUID | None = None, kind: str = "department"
) -> Unit:
    """A new unit, unchecked and unlogged; `accounts.units.add` checks and logs."""
    unit = Unit(new_uuid(), name, parent_id, kind)
    await connection.execute(
        "INSERT INTO unit (org_id, id, name, parent_id, kind) VALUES ($1, $2, $3, $4, $5)",
        org_id,
        unit.id,
        name,
        parent_id,
        kind,
    )
    return unit


async def units(connection: Connection, org_id: UUID) -> list[Unit]:
    """All units, by name."""
    rows = await connection.fetch("SELECT * FROM unit WHERE org_id = $1 ORDER BY name, id", org_id)
    return [Unit(row["id"], row["name"], row["parent_id"], row["kind"]) for row in rows]


async def headcounts(connection: Connection, org_id: UUID) -> dict[UUID | None, int]:
    """Members by unit (None: in none), leavers left out."""
    rows = await connection.fetch(
        "SELECT unit_id, count(*) AS heads FROM membership WHERE org_id = $1 AND left_at IS NULL GROUP BY unit_id",
        org_id,
    )
    return {row["unit_id"]: row["heads"] for row in rows}
