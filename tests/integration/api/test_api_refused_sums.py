"""`POST .../versions/{v}:calculate` refuses with a problem document that names the field, in both languages."""

import json
import re
from typing import Any

import httpx
import pytest

from tests.unit.methodologies.refusals import REFUSALS, RIDE, Refusal

pytestmark = pytest.mark.asyncio(loop_scope="module")
SHENZHEN = "/v1/methodologies/cn-sz-lcpt/versions/2021.1:calculate"
PROBLEM = "application/problem+json"


def expected(case: Refusal) -> tuple[int, list[str], str]:
    """Status, the places of the body that are named, and what the sentence holds."""
    if case.code == "methodology_unknown":
        return 404, [], case.field
    if case.code == "activity_out_of_date":
        return 422, ["/inputs/occurred_on"], ""
    if case.code == "region_not_covered":
        return 422, ["/inputs/region"], case.inputs["region"]
    return 422, [f"/inputs{case.field if case.field.startswith('/') else ''}"], case.field


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
async def test_it_is_refused_with_a_problem_that_names_the_field(
    tenant: Any, http: httpx.AsyncClient, case: Refusal
) -> None:
    name, version = case.methodology.split("/")
    path = f"/v1/methodologies/{name}/versions/{version}:calculate"
    answer = await http.post(path, json={"inputs": case.inputs}, headers=tenant.headers)
    problem = answer.json()
    status, places, part = expected(case)
    assert (answer.status_code, answer.headers["content-type"], problem["code"]) == (status, PROBLEM, case.code)
    assert [error["pointer"] for error in problem.get("errors", [])] == places
    assert part in problem["detail"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_sentence_names_the_field_in_the_callers_language(
    tenant: Any, http: httpx.AsyncClient, language: str
) -> None:
    wrong = {**RIDE, "segments": [{"mode": "metro", "distance_m": 0}]}
    headers = {**tenant.headers, "Accept-Language": language}
    answer = await http.post(SHENZHEN, json={"inputs": wrong}, headers=headers)
    assert answer.headers["content-language"] == language[:2]
    assert "/segments/0/distance_m" in answer.json()["detail"]
    assert ("输入" in answer.json()["detail"]) is (language == "zh-CN")


@pytest.mark.parametrize("number", ["1e3", "12000.0", "-0.0", "1.5", "1" * 40])
async def test_a_number_that_is_not_whole_is_refused_at_its_place(
    tenant: Any, http: httpx.AsyncClient, number: str
) -> None:
    body = json.dumps({"inputs": RIDE}).replace("12000", number)
    headers = {**tenant.headers, "Content-Type": "application/json"}
    answer = await http.post(SHENZHEN, content=body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    (place,) = answer.json()["errors"]
    assert place["pointer"] == "/inputs/segments/0/distance_m"
    assert place["code"] in ("float_type", "integer_range")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400", "1" * 5_000])
async def test_a_number_that_json_does_not_know_is_refused_with_its_offset(
    tenant: Any, http: httpx.AsyncClient, number: str
) -> None:
    body = json.dumps({"inputs": RIDE}).replace("12000", number)
    headers = {**tenant.headers, "Content-Type": "application/json", "Accept-Language": "en"}
    answer = await http.post(SHENZHEN, content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "json_malformed")
    told = int(re.findall(r"character ([0-9]+)", answer.json()["detail"])[0])
    assert 0 <= told - 1 - body.index(number) <= len(number)


@pytest.mark.parametrize(
    ("segments", "place"),
    [
        ([{"mode": "metro", "distance_m": 1}, {"mode": "metro", "distance_m": 2.5}], "/inputs/segments/1/distance_m"),
        ([{"mode": "metro\u200b", "distance_m": 1}], "/inputs/segments/0/mode"),
        ([{"mode": "metro", "distance_m": 1, "weg\u0007": 1}], "/inputs/segments/0"),
        ([[[0.5]]], "/inputs/segments/0/0/0"),
    ],
)
async def test_an_unusable_value_is_named_by_its_place_in_a_row_of_a_batch_too(
    tenant: Any, post: Any, container: Any, segments: list[Any], place: str
) -> None:
    row = {**tenant.action(container), "inputs": {"segments": segments}}
    for name in ("quantity", "unit"):
        row.pop(name, None)
    answers = []
    for path, body in (("/v1/actions", row), ("/v1/actions:batch", {"actions": [row]})):
        answers.append((await post(path, body)).json())
    one, many = answers
    for problem in (one, many["items"][0]["problem"]):
        assert [error["pointer"] for error in problem["errors"]] == [place]


@pytest.mark.parametrize("name", ["region", "occurred_on"])
async def test_what_the_server_alone_fills_in_is_refused_at_its_place(
    tenant: Any, post: Any, container: Any, name: str
) -> None:
    inputs = {"segments": RIDE["segments"], name: RIDE[name]}
    row = {**tenant.action(container), "inputs": inputs}
    for told in ("quantity", "unit"):
        row.pop(told, None)
    one = (await post("/v1/actions", row)).json()
    many = (await post("/v1/actions:batch", {"actions": [row]})).json()
    for problem in (one, many["items"][0]["problem"]):
        assert problem["errors"] == [{"pointer": f"/inputs/{name}", "code": "servers_own"}]


async def test_a_level_of_evidence_that_there_is_not_is_refused(tenant: Any, http: httpx.AsyncClient) -> None:
    answer = await http.post(SHENZHEN, json={"inputs": RIDE, "evidence": "verified"}, headers=tenant.headers)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/evidence"]


@pytest.mark.parametrize("kind", ["metro", "bus"])
async def test_inputs_that_speak_of_another_kind_are_refused_at_their_word(
    tenant: Any, container: Any, post: Any, kind: str
) -> None:
    other = {"metro": "bev_bus", "bus": "metro"}[kind]
    segments = [{"mode": other, "distance_m": 1_000}, {"mode": other, "distance_m": 2_000}]
    row = {**tenant.action(container), "kind": kind, "inputs": {"segments": segments}}
    for name in ("quantity", "unit"):
        row.pop(name, None)
    place = "/inputs/segments/0/mode"
    answer = await post("/v1/actions", row)
    many = await post("/v1/actions:batch", {"actions": [row]})
    for problem in (answer.json(), many.json()["items"][0]["problem"]):
        assert (problem["code"], problem["errors"]) == (
            "inputs_contradict_kind", [{"pointer": place, "code": "inputs_contradict_kind"}],
        )  # fmt: skip
    assert answer.status_code == 422
