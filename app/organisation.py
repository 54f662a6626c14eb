"""`leafledger organisation create` and `invite`: how an organisation and its first admin come to be."""

from accounts import choosing, email_codes, joining, organisations, regions
from accounts import roles as given_roles
from accounts.admin_acts import OPERATOR, Author
from accounts.organisations import COMPANY, DEFAULT_ZONE, Organisation
from accounts.permissions import ROLES
from accounts.roles import RoleUnknown
from app.container import Container
from app.local import opened
from app.settings import Settings
from kernel.ids import PROGRAMME, parse

ADMIN_ROLES = frozenset(("owner",))
"""What the link of a new organisation gives: whoever opens it can do everything, and invite the rest."""
PROGRAMME_WORD = "programme"


async def create(settings: Settings, name: str, region: str, zone: str, kind: str = COMPANY) -> dict[str, object]:
    """Makes an organisation; its id and the chat link of its first admin, which works once.

    Raises `OrganisationNameUnusable`, `RegionUnknown`, `ZoneUnknown`, `OrganisationKindUnknown`, and `BotUnknown` before
    the bot has run.
    """
    async with opened(settings) as container:
        return await created(container, name, region, zone, kind)


async def created(
    container: Container, name: str, region: str, zone: str = "", kind: str = COMPANY
) -> dict[str, object]:
    """As `create`, on a running container."""
    wanted = choosing.Wanted(zone=zone or None).checked(container.catalogue)
    shown, place = choosing.usable_name(name), regions.checked(region) if region else None
    await container.deep_link("")  # Nothing is made before its admin can be let in.
    async with container.database.work() as connection:
        made = await organisations.create(
            connection,
            container.keys,
            name=shown,
            region=place,
            zone=wanted.zone or DEFAULT_ZONE,
            now=container.clock.now(),
            kind=kind,
        )
    return {
        "organisation": made.public_id,
        "name": made.name,
        "kind": made.kind,
        "region": made.region,
        "zone": made.zone,
        "log_id": made.log_id,
        "admin_chat_link": await _link(container, made, ADMIN_ROLES),
    }


async def invite(settings: Settings, org: str, roles: list[str]) -> dict[str, object]:
    """A chat link into an organisation: with roles it works once, without for thirty days and many people.

    org: `org_…`, `org_public` or `programme`.  Raises `MalformedId`, `OrganisationUnknown` and `RoleUnknown`.
    """
    async with opened(settings) as container:
        return await invited(container, org, roles)


async def invited(container: Container, org: str, roles: list[str]) -> dict[str, object]:
    """As `invite`, on a running container."""
    org_id = PROGRAMME if org == PROGRAMME_WORD else parse("org", org)
    for role in roles:
        if role not in ROLES:
            raise RoleUnknown(role=role[:40], allowed=sorted(ROLES))
    async with container.database.work() as connection:
        found = await organisations.find(connection, org_id)
    given = frozenset(roles) - {"member"}
    return {
        "organisation": found.public_id,
        "name": found.name,
        "roles": sorted(given | {"member"}),
        "chat_link": await _link(container, found, given),
        "works_for": 1 if given else joining.DEFAULT_CAP,
        "expires_on": (container.clock.now() + joining.DEFAULT_LIFE).date().isoformat(),
    }


async def email_domains(settings: Settings, org: str, domains: list[str]) -> dict[str, object]:
    """The domains whose addresses let people join, as chosen; raises `EmailDomainUnusable`, `OrganisationUnknown`."""
    async with opened(settings) as container:
        org_id = parse("org", org)
        async with container.database.work(org_id) as connection:
            found = await organisations.find(connection, org_id)
            chosen = await email_codes.set_domains(
                connection, container.keys, org_id, Author(OPERATOR), domains, container.clock.now()
            )
    return {"organisation": found.public_id, "email_domains": chosen}


async def _link(container: Container, organisation: Organisation, roles: frozenset[str]) -> str:
    now = container.clock.now()
    async with container.database.work(organisation.id) as connection:
        await given_roles.invited(connection, container.keys, organisation.id, Author(OPERATOR), roles, now)
        payload = await joining.invite(connection, container.keys.token_key, organisation.id, now=now, roles=roles)
    return await container.deep_link(payload)
