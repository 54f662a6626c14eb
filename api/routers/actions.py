"""Reading back: what a partner told of, as it stands."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query

from accounts.partners import Credential
from actions import of_partner
from actions.of_partner import PartnerAction, Wanted
from api.access import HandedOver, scope
from api.auth import partner_of
from api.context import Context
from api.paging import size_of
from api.routers.recording import Action, standing_json
from api.shapes import Output, instant
from kernel.ids import parse, public

router = APIRouter(prefix="/v1/actions", tags=["actions"])
Reader = Annotated[Credential, Depends(scope("actions.read"))]
STATUSES = Literal["recorded", "pending_review", "verified", "corrected", "reversed"]


class ActionPage(Output):
    """Acts in the log's order; an empty token is the end."""

    items: list[Action]
    next_page_token: str


def seen_json(seen: PartnerAction, source: str, context: Context) -> dict[str, Any]:
    """The act as its partner sees it."""
    return {
        **standing_json(seen.receipt, context),
        "recorded_at": instant(seen.receipt.recorded_at),
        "occurred_on": seen.receipt.occurred_on.isoformat(),
        "source": source,
        "member_id": public("mem", seen.member_id),
        "occurred_at": None if seen.occurred_at is None else instant(seen.occurred_at),
    }


@router.get("", response_model=ActionPage, response_model_exclude_none=False, summary="List what you sent")
async def list_actions(
    door: HandedOver,
    credential: Reader,
    page_size: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    page_token: Annotated[str, Query(max_length=300)] = "",
    member_id: Annotated[str | None, Query(max_length=40)] = None,
    kind: Annotated[str | None, Query(pattern="^[a-z][a-z0-9_]{0,39}$")] = None,
    status: Annotated[STATUSES | None, Query()] = None,
    occurred_from: Annotated[date | None, Query()] = None,
    occurred_to: Annotated[date | None, Query()] = None,
) -> dict[str, Any]:
    """The acts of your source whose members stand, oldest entry first; reversed ones stay, worth nothing."""
    partner = partner_of(credential)
    wanted = Wanted(None if member_id is None else parse("mem", member_id), kind, status, occurred_from, occurred_to)
    about = {"list": "actions", "partner": partner.id.hex, "org": partner.org_id.hex, "wanted": repr(wanted)}
    position = door.paging.position(page_token, about)
    most = size_of(page_size)
    async with door.context.database.work(partner.org_id) as connection:
        found = await of_partner.page(
            connection, partner, wanted, after_seq=-1 if position is None else int(position), most=most + 1
        )
    shown = found[:most]
    token = door.paging.token(str(shown[-1].receipt.seq), about) if len(found) > most else ""
    return {"items": [seen_json(seen, partner.source, door.context) for seen in shown], "next_page_token": token}


@router.get("/{action_id}", response_model=Action, summary="One act as it stands")
async def get_action(action_id: str, door: HandedOver, credential: Reader) -> dict[str, Any]:
    """An act that you sent; anybody else's is unknown to you."""
    partner = partner_of(credential)
    ident = parse("act", action_id)
    async with door.context.database.work(partner.org_id) as connection:
        seen = await of_partner.find(connection, partner, ident)
    return seen_json(seen, partner.source, door.context)
