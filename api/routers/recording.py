"""The hot path: `POST /v1/actions` and `POST /v1/actions:batch`, plain handlers with their models beside them."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any, Literal, Self

import orjson
from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response
from starlette.types import Scope

from accounts.partners import MemberUnknown, Partner
from actions.commands import Outcome, Receipt, RecordAction
from actions.instead import mode_of
from api.auth import partner_of
from api.context import Context
from api.door import Door
from api.faults import RequestInvalid
from api.idempotency import request_of
from api.problems import ABOUT_INPUTS, header, locale_of
from api.shapes import (
    SERVERS_OWN,
    VISIBLE,
    Input,
    MemberId,
    Moment,
    Output,
    Problem,
    member_uuid,
    place_of,
    plain,
)
from kernel.errors import DomainError
from kernel.ids import MalformedId

SCOPE = "actions.write"
Mode = Literal[
    "car", "car_alone", "taxi", "motorbike", "bus", "metro", "tram", "train", "coach", "flight", "bicycle", "walk"
]
"""The modes of `methodologies.kinds.MODES`."""
MOST_ROWS = 1000
MOST_QUANTITY = 10_000_000
POINTERS: Mapping[str, str] = {
    "member_unknown": "/member_id",
    "malformed_id": "/member_id",
    "kind_unknown": "/kind",
    "source_foreign": "/source",
    "unit_mismatch": "/unit",
    "quantity_out_of_range": "/quantity",
    "action_out_of_time": "/occurred_at",
    "inputs_unusable": "/inputs",
    "external_id_conflict": "/external_id",
    "activity_out_of_date": "/occurred_at",
    "factor_missing": "/inputs",
    "instead_unknown": "/instead",
    "day_full": "/occurred_at",
}
"""Which member of an action an error is about."""


class ActionCreate(Input):
    """One act as a partner tells it: what, when, whose, and either `quantity` with `unit`, or `inputs`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "source": "demo-ride",
                    "external_id": "ride-20261120-000123",
                    "member_id": "mem_0123456789abcdefghjkmnpqrs",
                    "kind": "metro",
                    "quantity": 12000,
                    "unit": "m",
                    "occurred_at": "2026-11-20T08:12:00+08:00",
                }
            ]
        }
    )

    source: Annotated[str, Field(pattern=VISIBLE, max_length=40, description="Bound to the key; no other is taken.")]
    external_id: Annotated[str, Field(pattern=VISIBLE, max_length=128, description="Unique with `source`, for ever.")]
    member_id: MemberId
    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="A code of `GET /v1/kinds`.")]
    occurred_at: Moment
    quantity: Annotated[int, Field(ge=1, le=MOST_QUANTITY, description="In base units of the kind.")] | None = None
    unit: Literal["m", "g", "Wh", "event"] | None = None
    inputs: (
        Annotated[
            dict[str, Any],
            AfterValidator(plain),
            Field(description="The methodology's own object; the server fills in `region` and `occurred_on`."),
        ]
        | None
    ) = None
    instead: (
        Annotated[
            Mode,
            Field(description="What the person would have used; only where the methodology asks, and with `quantity`."),
        ]
        | None
    ) = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.quantity is None) != (self.unit is None) or (self.quantity is None) == (self.inputs is None):
            raise PydanticCustomError("quantity_or_inputs", "either quantity and unit, or inputs")
        if self.instead is not None and self.inputs is not None:
            raise PydanticCustomError("instead_or_inputs", "inputs hold what would have been used instead")
        if self.inputs is not None and SERVERS_OWN & self.inputs.keys():
            place = {"at": f"/inputs/{min(SERVERS_OWN & self.inputs.keys())}"}
            raise PydanticCustomError("servers_own", "the server fills in region and occurred_on", place)
        return self


class LedgerPlace(Output):
    """Where the entry stands: the log and its number."""

    log_id: str
    n: int


class Action(Output):
    """An act as it stands; the server alone computes what it is worth."""

    id: str = Field(examples=["act_0123456789abcdefghjkmnpqrs"])
    status: Literal["recorded", "pending_review", "verified", "corrected", "reversed"]
    source: str
    external_id: str | None = Field(None, description="Given back to whoever has just sent it.")
    member_id: str
    kind: str
    quantity: int
    unit: str
    inputs: dict[str, Any]
    occurred_at: str | None
    occurred_on: str = Field(description="The local day that it counts for.")
    methodology: str | None = Field(description="`id/version`; null where none applies: then the grams are withheld.")
    methodology_sha256: str | None
    credit_class: Literal["market", "company", "estimate", "none"]
    reduction_mg: int = Field(description="What stands: milligrams of CO2e.")
    evidence: Literal["attested", "corroborated", "self_reported"]
    instead: Mode | None = Field(
        description="What counts as used otherwise; null where the methodology does not ask.  `reasons` say whose word"
        " it is: `instead_said`, `instead_usual`, `instead_organisation`, or `instead_least`: the least favourable."
    )
    reasons: list[str] = Field(description="Codes such as `pending`, `overlap`, `daily_cap`.")
    ledger: LedgerPlace
    recorded_at: str


class ActionBatch(Input):
    """Up to 1,000 acts; each stands alone."""

    actions: Annotated[list[ActionCreate], Field(min_length=1, max_length=MOST_ROWS)]


class Verdict(Output):
    """What became of one row: `status` is what a request of its own would have been answered."""

    index: int
    status: int
    action: Action | None = None
    problem: Problem | None = None


class Verdicts(Output):
    """One verdict a row, in order."""

    items: list[Verdict]


def command_of(sent: ActionCreate, partner: Partner) -> RecordAction:
    """The use case's command; raises `MemberUnknown` for an id that nobody can have."""
    try:
        member_id = member_uuid(sent.member_id)
    except MalformedId as problem:
        raise MemberUnknown(member_id=sent.member_id) from problem
    return RecordAction(
        kind=sent.kind,
        occurred_at=sent.occurred_at,
        source=sent.source,
        external_id=sent.external_id,
        quantity=sent.quantity,
        unit=sent.unit,
        inputs=sent.inputs,
        evidence_kind=partner.evidence_kind,
        partner=partner,
        member_id=member_id,
        instead=sent.instead,
    )


def invalid(error: ValidationError) -> list[dict[str, str]]:
    """The wrong places, as pointers and codes; never the values."""
    return [
        {"pointer": f"{''.join(f'/{part}' for part in place['loc'])}{place_of(place)}"[:200], "code": place["type"]}
        for place in error.errors(include_url=False, include_input=False)[:20]
    ]


def pointer_of(error: DomainError) -> str | None:
    """Which member of the action the error is about."""
    if error.code in ABOUT_INPUTS:
        return f"/inputs{error.params.get('pointer') or ''}"
    return POINTERS.get(error.code)


def action_json(
    receipt: Receipt, sent: RecordAction, external_id: str, member_id: str, context: Context
) -> dict[str, Any]:
    """The action as the answer shows it to the partner that has just sent it."""
    return {
        **standing_json(receipt, context),
        "source": sent.source,
        "external_id": external_id,
        "member_id": member_id,
        "occurred_at": sent.occurred_at,
    }


def standing_json(receipt: Receipt, context: Context) -> dict[str, Any]:
    """What stands, without the partner's own facts; days and moments as such, for `written`."""
    name = receipt.methodology
    # A version that another process has just put into the log is known here a few seconds later.
    package = None if name is None else context.catalogue.packages.get(name)
    return {
        "id": receipt.public_id,
        "status": receipt.status,
        "kind": receipt.kind,
        "quantity": receipt.quantity,
        "unit": receipt.unit,
        "inputs": dict(receipt.inputs),
        "occurred_on": receipt.occurred_on,
        "methodology": name,
        "methodology_sha256": None if package is None else package.sha256,
        "credit_class": receipt.credit_class,
        "reduction_mg": receipt.reduction_mg,
        "evidence": receipt.evidence,
        "instead": mode_of(context.catalogue, receipt),
        "reasons": list(receipt.reasons),
        "ledger": {"log_id": receipt.log_id, "n": receipt.seq},
        "recorded_at": receipt.recorded_at,
    }


def written(value: object) -> bytes:
    """JSON with moments in UTC and Z."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)


def status_of(receipt: Receipt) -> int:
    """201 for what this request added to the log, 200 for what was already known."""
    return 201 if receipt.first or receipt.raised else 200


async def _partner(door: Door, scope: Scope, cost: int) -> Partner:
    credential = await door.caller(scope, cost)
    credential.require(SCOPE)
    return partner_of(credential)


async def record_action(scope: Scope, door: Door) -> Response:
    """Records one act and answers after the commit."""
    partner, body = await _partner(door, scope, 1), scope.get("json")
    identity = request_of(scope, partner, body)
    try:
        sent = ActionCreate.model_validate(body)
    except ValidationError as problem:
        raise RequestInvalid(invalid(problem)) from problem
    try:
        command = command_of(sent, partner)
        with door.in_flight.claim(identity):
            (outcome,) = await door.context.recorder.record_many(partner.org_id, [command], identity)
    except MemberUnknown as problem:
        outcome = problem
    if isinstance(outcome, DomainError):
        return door.problems.response(outcome, scope, pointer=pointer_of(outcome), in_body=True)
    status = status_of(outcome)
    made = action_json(outcome, command, sent.external_id, sent.member_id, door.context)
    headers = {"location": f"/v1/actions/{made['id']}"}
    if status == 200:
        headers["idempotent-replayed"] = "true"
    return Response(written(made), status, headers, "application/json")


async def record_batch(scope: Scope, door: Door) -> Response:
    """Records up to 1,000 acts; a bad row costs only itself."""
    body = scope.get("json")
    partner = await _partner(door, scope, _count(body))
    identity, rows = request_of(scope, partner, body), _rows(body)
    sent, refused = _read_rows(rows, partner)
    with door.in_flight.claim(identity):
        outcomes = await door.context.recorder.record_many(
            partner.org_id, [command for _, _, command in sent], identity
        )
    verdicts: list[dict[str, Any] | None] = [None] * len(rows)
    known = 0
    locale = locale_of(header(scope, b"accept-language"))
    for (index, row, command), outcome in zip(sent, outcomes, strict=True):
        if isinstance(outcome, DomainError):
            refused[index] = outcome
            continue
        known += status_of(outcome) == 200
        made = action_json(outcome, command, row.external_id, row.member_id, door.context)
        verdicts[index] = {"index": index, "status": status_of(outcome), "action": made}
    for index, error in refused.items():
        verdicts[index] = _refusal(door, index, error, locale)
    headers = {"idempotent-replayed": "true"} if known == len(rows) else {}
    return Response(written({"items": verdicts}), 200, headers, "application/json")


def _count(body: object) -> int:
    """How many tokens a batch costs, before anything is said about its form."""
    rows = body.get("actions") if isinstance(body, dict) else None
    return len(rows) if isinstance(rows, list) and rows else 1


def _rows(body: object) -> list[object]:
    if not isinstance(body, dict) or not isinstance(body.get("actions"), list):
        raise RequestInvalid([{"pointer": "/actions", "code": "missing"}])
    if len(body) > 1:
        raise RequestInvalid([{"pointer": "", "code": "extra_forbidden"}])
    rows: list[object] = body["actions"]
    if not 0 < len(rows) <= MOST_ROWS:
        raise RequestInvalid([{"pointer": "/actions", "code": "too_long" if rows else "too_short"}])
    return rows


def _read_rows(
    rows: list[object], partner: Partner
) -> tuple[list[tuple[int, ActionCreate, RecordAction]], dict[int, Outcome]]:
    sent: list[tuple[int, ActionCreate, RecordAction]] = []
    refused: dict[int, Outcome] = {}
    for index, row in enumerate(rows):
        try:
            made = ActionCreate.model_validate(row)
            sent.append((index, made, command_of(made, partner)))
        except ValidationError as problem:
            refused[index] = RequestInvalid(invalid(problem))
        except DomainError as problem:
            refused[index] = problem
    return sent, refused


def _refusal(door: Door, index: int, error: Outcome, locale: str) -> dict[str, Any]:
    assert isinstance(error, DomainError)
    problem = door.problems.document(error, locale, pointer=pointer_of(error), in_body=True)
    return {"index": index, "status": problem["status"], "problem": problem}


HOT: Mapping[str, Callable[[Scope, Door], Awaitable[Response]]] = {
    "/v1/actions": record_action,
    "/v1/actions:batch": record_batch,
}
"""What a POST to these paths runs, without the framework's own reading of requests."""
