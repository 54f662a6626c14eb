"""`leafledger demo` and `admin-link`: a first look through the real use cases, and the way into an organisation's pages."""

from uuid import UUID

from accounts import admin_links, joining, organisations, partners, people
from app.container import Container
from app.local import opened
from app.settings import Settings
from kernel.ids import new_uuid, parse, public
from kernel.work import Connection


async def demo(settings: Settings) -> dict[str, object]:
    """Makes the organisation and returns what the command prints."""
    async with opened(settings) as container:
        now = container.clock.now()
        async with container.database.work() as connection:
            firm = await organisations.create(
                connection, container.keys, name="示例绿色办公 Demo Green Office", region=settings.region, now=now
            )
        async with container.database.work(firm.id) as connection:
            return await _fill(container, connection, firm)


async def admin_link(settings: Settings, org: str) -> dict[str, object]:
    """A new link to the organisation's pages; raises `MalformedId` and `OrganisationUnknown`."""
    async with opened(settings) as container:
        async with container.database.work() as connection:
            organisation = await organisations.find(connection, parse("org", org))
        return {"organisation": organisation.public_id, "admin_link": green_office_link(container, organisation.id)}


def green_office_link(container: Container, org_id: UUID) -> str:
    """The address that shows one organisation's figures until it expires."""
    token = admin_links.issue(container.keys.token_key, org_id, container.clock.now() + admin_links.LIFE)
    return f"{container.public_url}/green-office?token={token}"


async def _fill(container: Container, connection: Connection, firm: organisations.Organisation) -> dict[str, object]:
    now, token_key = container.clock.now(), container.keys.token_key
    unit = await organisations.add_unit(connection, firm.id, "研发 R&D")
    await organisations.add_unit(connection, firm.id, "行政 Admin")
    partner = await partners.create(connection, firm.id, name="示例出行 Demo Ride", source="demo-ride")
    scopes = sorted(partners.SCOPES)
    api_key = await partners.issue_key(connection, token_key, firm.id, scopes=scopes, now=now, partner_id=partner.id)
    rider = await _rider(container, connection, firm.id, unit.id)
    member_id, _ = await partners.request_link(connection, token_key, partner, reference="demo-user", now=now)
    await partners.accept_link(connection, firm.id, member_id, rider.id, now)
    await container.consents.give_within(connection, firm.id, rider.id, f"partner:{partner.id.hex}")
    payload = await joining.invite(connection, token_key, firm.id, now=now)
    admin = await joining.invite(
        connection, token_key, firm.id, now=now, roles=frozenset(("admin", "organiser", "reviewer"))
    )
    _, partner_payload = await partners.request_link(connection, token_key, partner, reference="you", now=now)
    key = await container.log_key(connection, firm.log_id)
    return {
        "organisation": firm.public_id,
        "name": firm.name,
        "admin_link": green_office_link(container, firm.id),
        "admin_chat_link": await container.deep_link(admin),
        "join_link": await container.deep_link(payload),
        "partner_link": await container.deep_link(partner_payload),
        "api": f"{container.public_url}/v1",
        "api_key": api_key,
        "member_id": public("mem", member_id),
        "log_id": firm.log_id,
        "vkey": key.vkey,
    }


async def _rider(container: Container, connection: Connection, org_id: UUID, unit_id: UUID) -> people.Person:
    """A person without a chat, as a partner's user can be; their Telegram number is one that Telegram never gives."""
    number = -(new_uuid().int >> 66)
    rider = await people.register(
        connection, container.keys, user_id=number, chat_id=number, nickname="示例骑手", locale="zh",
        now=container.clock.now(),
    )  # fmt: skip
    rider = await people.join(connection, rider.id, org_id, now=container.clock.now(), unit_id=unit_id)
    await container.consents.give_within(connection, org_id, rider.id, "service")
    return rider
