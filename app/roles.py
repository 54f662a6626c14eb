"""`leafledger role`, `adjust` and `settings`: what an operator does about people's roles, records and organisations."""

from datetime import datetime
from uuid import UUID

from accounts import admin_acts, choosing, organisations, people, roles
from accounts.admin_acts import OPERATOR, Act, Author
from accounts.choosing import Wanted as Choice
from accounts.partners import see
from accounts.people import PersonUnknown
from accounts.signing_in import second_factor, sessions
from actions.adjusting import REASONS, Adjusting, Proposed, Wanted
from app.choose import told
from app.container import Container
from app.local import opened
from app.settings import Settings
from kernel.errors import DomainError
from kernel.ids import parse, public
from kernel.work import Connection

BY_OPERATOR = Author(OPERATOR)
REMOVED = "removed_by_operator"


class ReasonUnknown(DomainError):
    """No such reason code.  allowed: those there are."""

    code = "reason_unknown"


async def listed(settings: Settings, org: str) -> list[dict[str, object]]:
    """Who holds which role; raises `MalformedId`, `OrganisationUnknown`."""
    async with opened(settings) as container:
        org_id = await _known(container, org)
        async with container.database.work(org_id) as connection:
            return [_told(one) for one in await roles.standing(connection, org_id)]


async def changed(
    settings: Settings, how: str, org: str, role: str, *, person: str, telegram_id: int | None, unit: str, campaign: str
) -> dict[str, object]:
    """Gives or takes a role, or removes the member.  how: give, take or remove.  Raises as `accounts.roles`."""
    async with opened(settings) as container:
        org_id = await _known(container, org)
        unit_id, campaign_id = parse("unit", unit) if unit else None, parse("cmp", campaign) if campaign else None
        async with container.database.work(org_id) as connection:
            person_id = await _person(connection, person, telegram_id)
            now = container.clock.now()
            done = await _change(
                connection, container, how, org_id, person_id, role, now, unit_id=unit_id, campaign_id=campaign_id
            )
        return {"organisation": public("org", org_id), "person": public("per", person_id), "changed": done}


async def second_factor_forgotten(settings: Settings, *, person: str, telegram_id: int | None) -> dict[str, object]:
    """Takes the second factor of whoever lost it away and ends their sessions, logged; raises `PersonUnknown`."""
    async with opened(settings) as container, container.database.work() as connection:
        person_id, now = await _person(connection, person, telegram_id), container.clock.now()
        home = (await people.find(connection, person_id)).org_id
        await people.keep(connection, person_id)
        gone = await second_factor.forget(connection, person_id)
        ended = await sessions.end_all(connection, person_id, now)
        await see(connection, home)
        act = Act("second_factor_forgotten", "lost", public("per", person_id))
        await admin_acts.write(connection, container.keys, public("log", home), BY_OPERATOR, [act], now)
    return {"person": public("per", person_id), **gone, "sessions_ended": ended}


async def _change(
    connection: Connection, container: Container, how: str, org_id: UUID, person_id: UUID, role: str, now: datetime,
    *, unit_id: UUID | None, campaign_id: UUID | None,
) -> bool:  # fmt: skip
    if how == "remove":
        await roles.remove(connection, container.keys, container.consents, org_id, BY_OPERATOR, person_id, REMOVED, now)
        return True
    deed = roles.grant if how == "give" else roles.revoke
    return await deed(
        connection, container.keys, org_id, BY_OPERATOR, person_id, role, now, unit_id=unit_id, campaign_id=campaign_id
    )


async def waiting(settings: Settings, org: str) -> list[dict[str, object]]:
    """The proposals that wait for a second person; comments of people stay with the people who confirm."""
    async with opened(settings) as container:
        org_id = await _known(container, org)
        return [_proposal(one) for one in await container.adjusting.waiting(org_id, None)]


async def propose(
    settings: Settings, org: str, act: str, quantity: int | None, reason: str, comment: str
) -> dict[str, object]:
    """Proposes to correct (a quantity in the base unit) or reverse (None) a record; raises as `Adjusting.propose`."""
    if reason not in REASONS:
        raise ReasonUnknown(allowed=list(REASONS))
    async with opened(settings) as container:
        org_id, adjusting = await _known(container, org), container.adjusting
        return _proposal(
            await adjusting.propose(org_id, None, parse("act", act), Wanted(quantity, reason, comment))
        )  # fmt: skip


async def decide(settings: Settings, org: str, proposal: str, how: str) -> dict[str, object]:
    """Confirms, declines or withdraws.  An operator never confirms what an operator proposed: raises as `Adjusting`."""
    async with opened(settings) as container:
        org_id, ident = await _known(container, org), parse("apr", proposal)
        return await _decided(container.adjusting, org_id, ident, how)


async def _decided(adjusting: Adjusting, org_id: UUID, ident: UUID, how: str) -> dict[str, object]:
    if how == "confirm":
        receipt = await adjusting.confirm(org_id, None, ident)
        return {"act": receipt.public_id, "status": receipt.status, "reduction_mg": receipt.reduction_mg}
    await adjusting.refuse(org_id, None, ident, "declined" if how == "decline" else "withdrawn")
    return {"proposal": public("apr", ident), "decision": "declined" if how == "decline" else "withdrawn"}


async def set_up(settings: Settings, org: str, name: str | None, minimum_group: int | None) -> dict[str, object]:
    """Changes the organisation's name or smallest group, and tells what stands; raises as `accounts.choosing`."""
    async with opened(settings) as container:
        org_id, now = await _known(container, org), container.clock.now()
        wanted = Choice(name=name, minimum_group=minimum_group)
        async with container.database.work(org_id) as connection:
            found = await choosing.choose(connection, container.keys, container.catalogue, org_id, wanted, now)
        return told(found, container.catalogue, now.date())


async def _known(container: Container, org: str) -> UUID:
    org_id = parse("org", org)
    async with container.database.work() as connection:
        return (await organisations.find(connection, org_id)).id


async def _person(connection: Connection, person: str, telegram_id: int | None) -> UUID:
    if telegram_id is None:
        return (await people.find(connection, parse("per", person))).id
    found = await people.by_telegram(connection, telegram_id)
    if found is None:
        raise PersonUnknown
    return found.id


def _told(one: roles.Held) -> dict[str, object]:
    return {
        "person": public("per", one.person_id),
        "role": one.role,
        "scope": one.scope,
        "of": one.scope_name or None,
        "since": one.granted_at.isoformat(),
    }


def _proposal(one: Proposed) -> dict[str, object]:
    return {
        "proposal": public("apr", one.id),
        "act": one.receipt.public_id,
        "kind": one.receipt.kind,
        "quantity": one.receipt.quantity,
        "unit": one.receipt.unit,
        "reduction_mg": one.receipt.reduction_mg,
        "becomes": "reversed" if one.quantity is None else one.quantity,
        "reason": one.reason,
        "by_operator": one.own,
        "expires_at": one.expires_at.isoformat(),
    }
