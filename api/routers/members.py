"""A partner's members: asking for a link, who agreed, and what one of them has saved."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field
from starlette.responses import JSONResponse

from accounts import linking, organisations, partners
from accounts.partners import Credential, Link, MemberUnknown, Partner
from actions import balances, requests, what_if
from api.access import HandedOver, caller, scope
from api.auth import partner_of
from api.idempotency import request_of
from api.limits import BY_KEY
from api.paging import size_of
from api.shapes import VISIBLE, Input, Output, instant
from kernel.clock import local_date
from kernel.ids import parse, public
from kernel.work import Connection
from privacy import access
from rewards import planets, streaks

router = APIRouter(prefix="/v1", tags=["members"])
Writer = Annotated[Credential, Depends(scope("members.write"))]
Reader = Annotated[Credential, Depends(scope("members.read"))]
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class LinkRequest(Input):
    """Your own name for your user; nobody else sees it."""

    reference: Annotated[str, Field(pattern=VISIBLE, max_length=128, examples=["user-4711"])]


class RequestedLink(Output):
    """Show `url` to your user: it opens the consent screen.  `member_id` is theirs once they agree."""

    member_id: str
    url: str
    expires_at: str


class Member(Output):
    """A person who agreed, under the name that they have with you alone."""

    member_id: str
    linked_at: str


class MemberPage(Output):
    """Standing members, oldest first."""

    items: list[Member]
    next_page_token: str


class ReductionByEvidence(Output):
    """Milligrams of CO2e that stand, by how well they are evidenced."""

    total: int
    attested: int
    corroborated: int
    self_reported: int
    verified: int = Field(description="The part of `attested` and `corroborated` that a reviewer has verified.")


class PlanetStanding(Output):
    """The person's planet: 0 is the sprout, 1 to 9 are the planets."""

    number: int
    code: str
    name: dict[str, str]
    progress_permille: int


class StreakStanding(Output):
    """Workdays in a row with an act."""

    current: int
    best: int
    alive: bool


class MemberSummary(Output):
    """What a member has saved in all, whatever way it was told."""

    member_id: str
    reduction_mg: ReductionByEvidence
    acts: int
    days: int
    planet: PlanetStanding
    streak: StreakStanding


class KindWhatIf(Output):
    """Acts of one kind that both versions price."""

    kind: str
    acts: int
    booked_mg: int
    would_mg: int


class WhatIf(Output):
    """A member's history by another version; nothing is recorded."""

    member_id: str
    methodology: str
    methodology_sha256: str
    status: str
    acts: int = Field(description="Standing acts that another version priced and this one prices too.")
    booked_mg: int
    would_mg: int
    difference_mg: int = Field(description="`would_mg` less `booked_mg`; below zero where it would be less.")
    kinds: list[KindWhatIf]
    not_priced: dict[str, int] = Field(description="Acts that this version says nothing of, by reason.")


class Organisation(Output):
    """The organisation that issues the records."""

    id: str
    name: str
    log_id: str


class PartnerApp(Output):
    """The partner behind the key."""

    name: str
    source: str


class RateLimit(Output):
    """Tokens: one an action or request."""

    per_second: int
    burst: int


class Me(Output):
    """Who calls, and what the key may do."""

    organisation: Organisation
    partner: PartnerApp | None
    scopes: list[str]
    limit: RateLimit


@router.post(
    "/member_links",
    status_code=201,
    response_model=RequestedLink,
    responses={200: {"model": RequestedLink, "description": "The same reference was asked for and is still open."}},
    summary="Ask a person for consent",
)
async def request_link(body: LinkRequest, request: Request, door: HandedOver, credential: Writer) -> JSONResponse:
    """A link that opens the consent screen in the chat; asking again for the same open reference gives the same."""
    partner, context, now = partner_of(credential), door.context, door.context.clock.now()
    identity = request_of(request.scope, partner, request.scope["json"])
    async with context.database.work(partner.org_id) as connection:
        await requests.remember(connection, partner.org_id, identity, now)
        asked = await linking.ask(connection, context.keys.token_key, partner, reference=body.reference, now=now)
    made: dict[str, Any] = {
        "member_id": public("mem", asked.member_id),
        "url": await context.deep_link(asked.payload),
        "expires_at": instant(asked.expires_at),
    }
    headers = {} if asked.first else {"idempotent-replayed": "true"}
    return JSONResponse(made, 201 if asked.first else 200, headers)


@router.get("/members", response_model=MemberPage, summary="Who has agreed")
async def list_members(
    door: HandedOver,
    credential: Reader,
    page_size: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    page_token: Annotated[str, Query(max_length=300)] = "",
) -> dict[str, Any]:
    """Your standing members; whoever withdraws is gone at once."""
    partner = partner_of(credential)
    about = {"list": "members", "partner": partner.id.hex, "org": partner.org_id.hex}
    position, most = door.paging.position(page_token, about), size_of(page_size)
    after = None if position is None else _read_place(position)
    async with door.context.database.work(partner.org_id) as connection:
        found = await partners.members(connection, partner, after=after, most=most + 1)
    token = door.paging.token(_place(found[most - 1]), about) if len(found) > most else ""
    items = [{"member_id": link.public_id, "linked_at": instant(_linked_at(link))} for link in found[:most]]
    return {"items": items, "next_page_token": token}


def _linked_at(link: Link) -> datetime:
    assert link.linked_at is not None, "standing links are linked"
    return link.linked_at


def _place(link: Link) -> str:
    """Where the list goes on after a link: the microsecond of the consent, and the id."""
    return f"{(_linked_at(link) - BEGINNING) // timedelta(microseconds=1)} {link.member_id.hex}"


def _read_place(text: str) -> tuple[datetime, UUID]:
    """What `_place` wrote."""
    microseconds, _, member = text.partition(" ")
    return BEGINNING + timedelta(microseconds=int(microseconds)), UUID(member)


async def _person_of(connection: Connection, partner: Partner, member_id: str) -> UUID:
    """Who a partner's standing member is; raises `MemberUnknown`."""
    ident = parse("mem", member_id)
    person_id = (await partners.persons_of(connection, partner, [ident])).get(ident)
    if person_id is None:
        raise MemberUnknown(member_id=member_id)
    return person_id


@router.get("/members/{member_id}/summary", response_model=MemberSummary, summary="What a member has saved")
async def summary(member_id: str, door: HandedOver, credential: Reader) -> dict[str, Any]:
    """Grams by evidence, planet and streak of a standing member."""
    partner, context = partner_of(credential), door.context
    async with context.database.work(partner.org_id) as connection:
        person_id = await _person_of(connection, partner, member_id)
        look = access.Look(context.clock.now(), "partner", "summary", "api")
        await access.note(connection, partner.org_id, person_id, look)
        organisation = await organisations.find(connection, partner.org_id)
        totals = await balances.totals(connection, organisation.log_id, person_id)
        days = await balances.daily(connection, [organisation.log_id], person_id)
    standing = planets.standing(
        planets.planet_mg((day.on, day.category, day.reduction_mg) for day in days), len({day.on for day in days})
    )
    here = standing.current or planets.SPROUT
    today = local_date(context.clock.now(), organisation.zone)
    run = streaks.in_region({day.on for day in days}, today, organisation.region)
    return {
        "member_id": member_id,
        "reduction_mg": {
            "total": totals.reduction_mg,
            "attested": totals.attested_mg,
            "corroborated": totals.corroborated_mg,
            "self_reported": totals.self_reported_mg,
            "verified": totals.verified_mg,
        },
        "acts": totals.acts,
        "days": totals.days,
        "planet": {
            "number": here.number,
            "code": here.code,
            "name": dict(here.name),
            "progress_permille": standing.progress_permille,
        },
        "streak": {"current": run.current, "best": run.best, "alive": run.alive},
    }


@router.get("/members/{member_id}/what-if", response_model=WhatIf, summary="A member's history by another version")
async def what_if_by(
    member_id: str,
    door: HandedOver,
    credential: Reader,
    methodology: Annotated[str, Query(max_length=160, examples=["cn-sz-lcpt/2021.1"])],
) -> dict[str, Any]:
    """What a standing member's acts of a methodology would come to by the version `id/version`; the ledger is untouched."""
    partner, context = partner_of(credential), door.context
    async with context.database.work(partner.org_id) as connection:
        person_id = await _person_of(connection, partner, member_id)
        look = access.Look(context.clock.now(), "partner", "what_if", "api")
        await access.note(connection, partner.org_id, person_id, look)
        log_id = public("log", partner.org_id)
        found = await what_if.compare(connection, context.catalogue, [log_id], person_id, methodology)
    whole = found.whole
    return {
        "member_id": member_id,
        "methodology": found.package.name,
        "methodology_sha256": found.package.sha256,
        "status": found.package.status,
        "acts": whole.acts,
        "booked_mg": whole.stands_mg,
        "would_mg": whole.would_mg,
        "difference_mg": whole.would_mg - whole.stands_mg,
        "kinds": [
            {"kind": kind, "acts": side.acts, "booked_mg": side.stands_mg, "would_mg": side.would_mg}
            for kind, side in sorted(found.kinds.items())
        ],
        "not_priced": dict(sorted(found.not_priced.items())),
    }


@router.get("/me", response_model=Me, summary="Who am I")
async def me(door: HandedOver, credential: Annotated[Credential, Depends(caller)]) -> dict[str, Any]:
    """The organisation, the partner and the scopes behind the key."""
    async with door.context.database.work(credential.org_id) as connection:
        organisation = await organisations.find(connection, credential.org_id)
    partner = credential.partner
    return {
        "organisation": {
            "id": organisation.public_id,
            "name": organisation.name,
            "log_id": organisation.log_id,
        },
        "partner": None if partner is None else {"name": partner.name, "source": partner.source},
        "scopes": sorted(credential.scopes),
        "limit": {"per_second": BY_KEY.rate, "burst": BY_KEY.burst},
    }
