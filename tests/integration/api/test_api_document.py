"""The OpenAPI document tells the truth, and the kept copy is the served one."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from api import openapi
from api.application import framework
from api.routers.members import MemberSummary
from api.routers.recording import Action, Verdicts
from api.shapes import Problem
from app.api import context
from app.container import Container

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEPT = Path(__file__).parents[3] / "docs" / "openapi.json"


@pytest.fixture
def document(container: Container) -> dict[str, Any]:
    return framework(context(container)).openapi()


def _operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


async def test_the_kept_document_is_the_served_one(document: dict[str, Any], http: httpx.AsyncClient) -> None:
    assert (await http.get("/openapi.json")).json() == document
    # Refresh the kept copy with: python -m app.document
    assert json.loads(KEPT.read_text("utf-8")) == document


async def test_every_operation_declares_security_except_the_public_ones(document: dict[str, Any]) -> None:
    names = {name for name, _ in _operations(document)}
    assert names >= openapi.PUBLIC | openapi.EITHER
    for name, operation in _operations(document):
        scheme: dict[str, list[str]] = {"session" if " /v1/console/" in name else "apiKey": []}
        expected = [] if name in openapi.PUBLIC else [{}, scheme] if name in openapi.EITHER else [scheme]
        assert operation["security"] == expected, name


async def test_declared_security_is_asked_for_and_public_is_public(
    document: dict[str, Any], http: httpx.AsyncClient
) -> None:
    for name, operation in _operations(document):
        method, path = name.split(" ")
        answer = await http.request(method, path.replace("{log_id}", "log_public").replace("{", "x").replace("}", ""))
        public = {} in operation["security"] or not operation["security"]
        assert (answer.status_code != 401) == public, (name, answer.text)


async def test_every_route_is_in_the_document(container: Container, document: dict[str, Any]) -> None:
    served = {name.split(" ")[1] for name, _ in _operations(document)}
    assert {"/v1/actions", "/v1/actions:batch", "/v1/reports/green-office", "/healthz"} <= served
    assert not [path for path in served if not path.startswith(("/v1/", "/healthz", "/readyz"))]


async def test_every_refusal_is_a_problem_and_none_is_undocumented(document: dict[str, Any]) -> None:
    for name, operation in _operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400 and name != "GET /readyz":
                assert list(response["content"]) == ["application/problem+json"], (name, status)
        needed = {"400", "429", "431", "500", "503"}
        if name.startswith("POST"):
            needed |= {"401", "403", "413", "415", "422", "507"}
        assert needed <= set(operation["responses"]), name
    assert "HTTPValidationError" not in json.dumps(document)


async def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    for reference in set(text.split('"$ref": "')[1:]):
        place: Any = document
        for part in reference.split('"')[0].removeprefix("#/").split("/"):
            place = place[part]
        assert place


async def test_the_documented_example_is_taken(
    container: Container, tenant: Any, post: Any, document: dict[str, Any]
) -> None:
    own = {"source": tenant.partner.source, "member_id": tenant.member_id}
    for path in ("/v1/actions", "/v1/actions:batch"):
        example = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        recent = {**own, "occurred_at": tenant.action(container)["occurred_at"]}
        if path == "/v1/actions":
            answer = await post(path, {**example, **recent})
            assert answer.status_code == 201
            Action.model_validate(answer.json())
        else:
            rows = [{**row, **recent, "external_id": "documented-2"} for row in example["actions"]]
            answer = await post(path, {"actions": rows})
            assert answer.json()["items"][0]["status"] == 201
            Verdicts.model_validate(answer.json())


async def test_answers_have_their_documented_shape(
    container: Container, tenant: Any, post: Any, http: httpx.AsyncClient
) -> None:
    refused = await post("/v1/actions", tenant.action(container, kind="teleport"))
    Problem.model_validate(refused.json())
    rows = [tenant.action(container), tenant.action(container, quantity=-1)]
    verdicts = Verdicts.model_validate((await post("/v1/actions:batch", {"actions": rows})).json())
    assert [verdict.status for verdict in verdicts.items] == [201, 422]
    listed = (await http.get("/v1/actions", headers=tenant.headers)).json()["items"]
    TypeAdapter(list[Action]).validate_python(listed)
    summary = await http.get(f"/v1/members/{tenant.member_id}/summary", headers=tenant.headers)
    MemberSummary.model_validate(summary.json())
