"""What the console's pages show and change of an organisation: its tree, its people, their roles."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import JSONResponse, Response

from accounts import directory, organisations
from accounts.directory import Listed
from accounts.organisations import Unit
from accounts.permissions import GRANTED, OWNERS_GIVE, PEOPLE_SEE, ROLES_GIVE
from accounts.roles import OWNER, Held
from api.access import HandedOver
from api.console.access import Here, Proved
from api.paging import MOST_TOKEN_LENGTH, size_of
from api.shapes import Input, Moment, Output, instant
from kernel.ids import parse, public

router = APIRouter(prefix="/v1/console", tags=["console"])
_STORE_NOTHING = {"cache-control": "no-store"}
LEFT_BY_ADMIN = "left_by_admin"


class OneUnit(Output):
    """A part of the organisation.  members: those directly in it; null below the organisation's smallest group."""

    id: str
    name: str
    kind: Literal["site", "department", "team", "block"]
    parent: str | None
    members: int | None


class Units(Output):
    """Every unit, by name.  members: of the whole organisation.  without_unit: those in none of them."""

    units: list[OneUnit]
    members: int | None
    without_unit: int | None


class HeldRole(Output):
    """A role of somebody's.  where: the name of the unit or campaign, null for the whole organisation."""

    id: str
    role: str
    where: str | None
    since: Moment


class Somebody(Output):
    """A member: nothing of what they did."""

    id: str
    nickname: str
    unit: str | None
    since: Moment
    roles: list[HeldRole]


class People(Output):
    """A page by nickname.  next_page_token: empty on the last."""

    people: list[Somebody]
    next_page_token: str
    roles: list[str] = Field(description="The roles that you may give.")


class Given(Input):
    """A role for the whole organisation."""

    role: str = Field(min_length=1, max_length=40)


@router.get("/units", response_model=Units, summary="The organisation's tree")
async def tree(door: HandedOver, here: Here) -> Response:
    """Sites, departments, teams and blocks, with how many belong to each; raises `RoleMissing`."""
    here.person.require(PEOPLE_SEE)
    org_id = here.person.org_id
    async with door.context.database.work(org_id) as connection:
        organisation = await organisations.find(connection, org_id)
        units = await organisations.units(connection, org_id)
        heads = await organisations.headcounts(connection, org_id)
    least = organisation.minimum_group

    def told(count: int) -> int | None:
        return count if count >= least or count == 0 else None

    body = {
        "units": [_unit(unit, told(heads.get(unit.id, 0))) for unit in units],
        "members": told(sum(heads.values())),
        "without_unit": told(heads.get(None, 0)),
    }
    return JSONResponse(body, headers=_STORE_NOTHING)


@router.get("/people", response_model=People, summary="Who belongs to the organisation")
async def people(
    door: HandedOver,
    here: Here,
    search: Annotated[str, Query(max_length=directory.MOST_SEARCH, description="Part of a nickname.")] = "",
    page_size: Annotated[int, Query(ge=0)] = 0,
    page_token: Annotated[str, Query(max_length=MOST_TOKEN_LENGTH)] = "",
) -> Response:
    """By nickname.  Each who is shown can see in their chat that an admin looked; raises `RoleMissing`."""
    about = {"list": "people", "org": str(here.person.org_id), "search": search}
    position = door.paging.position(page_token, about)
    after = directory.FIRST if position is None else (position[32:], UUID(position[:32]))
    size = min(size_of(page_size), 200)
    async with door.context.database.work(here.person.org_id) as connection:
        found = await directory.page(connection, here.person, search, after, size + 1, here.now)
    # With the nickname: whoever stood last on a page may be gone before the next one is asked for.
    last = found[size - 1] if len(found) > size else None
    token = "" if last is None else door.paging.token(last.person_id.hex + last.nickname, about)
    body = {"people": [_somebody(one) for one in found[:size]], "next_page_token": token, "roles": _givable(here)}
    return JSONResponse(body, headers=_STORE_NOTHING)


@router.post("/people/{person_id}/roles", status_code=204, summary="Give somebody a role")
async def give(person_id: str, body: Given, door: HandedOver, here: Proved) -> Response:
    """In the whole organisation, logged under your role; raises `RoleMissing`, `RoleUnknown`, `MemberMissing`."""
    await door.context.leading.give(here.person, parse("per", person_id), body.role, here.now)
    return Response(status_code=204)


@router.delete("/roles/{grant_id}", status_code=204, summary="Take a role away")
async def take(grant_id: str, door: HandedOver, here: Proved) -> Response:
    """From this moment on, logged; raises `RoleMissing`, `LastAdmin`, `GrantUnknown`."""
    leading = door.context.leading
    await leading.take(here.person, await leading.found(here.person, parse("role", grant_id)), here.now)
    return Response(status_code=204)


@router.delete("/people/{person_id}", status_code=204, summary="End somebody's membership")
async def remove(person_id: str, door: HandedOver, here: Proved) -> Response:
    """As if they had left: their records stay where they happened, and theirs.  Raises `RoleMissing`, `LastAdmin`."""
    await door.context.leading.remove(here.person, parse("per", person_id), LEFT_BY_ADMIN, here.now)
    return Response(status_code=204)


def _givable(here: Here) -> list[str]:
    if not here.person.may(ROLES_GIVE):
        return []
    return sorted(GRANTED if here.person.may(OWNERS_GIVE) else GRANTED - {OWNER})


def _unit(unit: Unit, members: int | None) -> dict[str, object]:
    parent = None if unit.parent_id is None else public("unit", unit.parent_id)
    return {"id": unit.public_id, "name": unit.name, "kind": unit.kind, "parent": parent, "members": members}


def _somebody(one: Listed) -> dict[str, object]:
    return {
        "id": public("per", one.person_id),
        "nickname": one.nickname,
        "unit": None if one.unit_id is None else public("unit", one.unit_id),
        "since": instant(one.joined_at),
        "roles": [_held(role) for role in one.held],
    }


def _held(one: Held) -> dict[str, object]:
    return {
        "id": public("role", one.id),
        "role": one.role,
        "where": one.scope_name or None,
        "since": instant(one.granted_at),
    }
