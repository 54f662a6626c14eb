"""The OpenAPI document: what the routes declare, the two plain routes beside it, and problems everywhere."""

import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.problems import MEDIA_TYPE
from api.routers import recording
from api.shapes import Problem

TITLE = "Leafledger API"
VERSION = "1.0.0"
DESCRIPTION = (
    "Everyday low-carbon acts become grams that anyone can check. Amounts are integers in base units (m, g, Wh, event)"
    " and milligrams of CO2e; moments are RFC 3339 with an offset; refusals are RFC 9457 problems. Under /v1 changes"
    " are additive."
)
TAGS = [
    {"name": "actions", "description": "Send and read what your users did."},
    {"name": "members", "description": "People who agreed that you send their acts."},
    {"name": "ledger", "description": "The append-only log: checkpoints, tiles, proofs, entries."},
    {"name": "methodologies", "description": "How grams are computed."},
    {"name": "reports", "description": "What an organisation takes away."},
    {"name": "console", "description": "What the console's pages use; a session in a cookie instead of a key."},
    {"name": "operations", "description": "Health."},
]
PUBLIC = frozenset(
    (
        "GET /healthz",
        "POST /v1/console/session",
        "GET /readyz",
        "GET /v1/logs/{log_id}/checkpoint",
        "GET /v1/logs/{log_id}/tile/{path}",
        "GET /v1/logs/{log_id}/proofs/inclusion",
        "GET /v1/logs/{log_id}/proofs/consistency",
        "GET /v1/kinds",
        "GET /v1/methodologies",
        "GET /v1/methodologies/package.schema.json",
        "GET /v1/methodologies/{methodology_id}/versions/{version}",
    )
)
"""The operations that ask for no key.  Every other one declares security; a test compares."""
EITHER = frozenset(("GET /v1/logs",))
"""Public, and telling more to a key."""
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Made before the first attempt and kept over all retries.",
    "schema": {"type": "string", "minLength": 16, "maxLength": 255, "pattern": "^[A-Za-z0-9_.:-]+$"},
}
_KEYED = frozenset(("POST /v1/actions", "POST /v1/actions:batch", "POST /v1/member_links"))
_REFUSALS = {
    "400": "Malformed: HTTP, JSON, idempotency key or page token.",
    "401": "No key or session, or one that is wrong, expired or revoked.",
    "403": "The key lacks the scope, or is not a partner's.",
    "404": "Unknown to you: missing, or somebody else's.",
    "409": "The key's first request still runs (Retry-After), or (source, external_id) exists with other content.",
    "413": "The body is too long.",
    "415": "The body is not application/json in UTF-8.",
    "422": "Well formed and not acceptable, or the idempotency key was used with another body.",
    "429": "Too many requests (Retry-After).",
    "431": "The headers are too long or too many.",
    "500": "Our mistake; it is logged under the id that is told.",
    "503": "The database is away (Retry-After); nothing was recorded.",
    "507": "The disk is full (Retry-After); nothing was recorded.",
}


def document(application: FastAPI) -> dict[str, Any]:
    """The whole document, made once."""
    if application.openapi_schema is None:
        made = get_openapi(
            title=TITLE, version=VERSION, description=DESCRIPTION, routes=application.routes, tags=TAGS,
            openapi_version="3.1.0",
        )  # fmt: skip
        made["servers"] = [{"url": "/"}]
        _add_recording(made)
        for path, operations in made["paths"].items():
            for method, operation in operations.items():
                _complete(f"{method.upper()} {path}", operation)
        schemas = made["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        made["components"]["responses"] = {
            "Problem": {
                "description": "RFC 9457.",
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        }
        made["components"]["parameters"] = {"IdempotencyKey": _IDEMPOTENCY_KEY}
        made["paths"] = dict(sorted(made["paths"].items()))
        made["components"]["schemas"] = dict(sorted(schemas.items()))
        application.openapi_schema = made
    return application.openapi_schema


def methods(application: FastAPI, path: str) -> list[str]:
    """The methods that the document knows for an actual path; two routes may share one."""
    found: set[str] = {"GET"} if path in ("/", "/docs", "/openapi.json") else set()
    for template, operations in document(application)["paths"].items():
        pattern = re.sub(r"\\\{[a-z_]+\\\}", "[^/]+", re.escape(template)).replace("/tile/[^/]+", "/tile/.+")
        if re.fullmatch(pattern, path):
            found |= {method.upper() for method in operations}
    return sorted(found)


def _add_recording(made: dict[str, Any]) -> None:
    """Writes the plain routes in, from the models that they use."""
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    models: tuple[type[BaseModel], ...] = (
        recording.ActionCreate, recording.ActionBatch, recording.Action, recording.Verdicts, Problem,
    )  # fmt: skip
    for model in models:
        schema = model.model_json_schema(
            ref_template="#/components/schemas/{model}",
            mode="validation" if model in (recording.ActionCreate, recording.ActionBatch) else "serialization",
        )
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    paths = made["paths"]
    example = recording.ActionCreate.model_json_schema()["examples"][0]
    paths.setdefault("/v1/actions", {})["post"] = {
        "tags": ["actions"],
        "summary": "Record one act",
        "description": "Answers after the commit. Safe to repeat: the same (source, external_id) with the same"
        " content gives the first receipt.",
        "operationId": "record_action",
        "security": [{"apiKey": []}],
        "requestBody": _body("ActionCreate", example),
        "responses": {
            "200": _answer("Already recorded with the same content; `Idempotent-Replayed: true`.", "Action"),
            "201": _answer("Recorded.", "Action"),
        },
    }
    paths.setdefault("/v1/actions:batch", {})["post"] = {
        "tags": ["actions"],
        "summary": "Record up to 1,000 acts",
        "description": "Each row stands alone: one verdict a row, in order. Safe to repeat.",
        "operationId": "record_batch",
        "security": [{"apiKey": []}],
        "requestBody": _body("ActionBatch", {"actions": [example]}),
        "responses": {"200": _answer("One verdict a row, in order.", "Verdicts")},
    }


def _body(model: str, example: dict[str, Any]) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _answer(description: str, model: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _complete(name: str, operation: dict[str, Any]) -> None:
    """Adds what holds for every operation of its sort: refusals, security, the idempotency key."""
    responses = operation["responses"]
    responses.pop("422", None)
    # A link that signs in is a credential too, although it stands in the body.
    writes, asks_key = name.startswith("POST "), name not in PUBLIC or " /v1/console/" in name
    expected = ["400", "429", "431", "500", "503"]
    expected += ["401", "403"] if asks_key else []
    expected += ["413", "415", "422"] if writes else []
    expected += ["409"] if name in _KEYED else []
    expected += ["507"] if writes else []
    expected += ["404"] if "{" in name else []
    expected += ["422"] if operation.get("parameters") else []
    for status in sorted(set(expected)):
        responses.setdefault(
            status,
            {
                "description": _REFUSALS[status],
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
    if name in EITHER:
        operation["security"] = [{}, {"apiKey": []}]
    if name in PUBLIC:
        operation["security"] = []
    if name in _KEYED:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    operation["responses"] = dict(sorted(responses.items()))
