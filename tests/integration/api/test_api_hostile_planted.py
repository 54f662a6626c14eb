"""The tests of hostile requests seen to fail: each is run over an API with one line planted wrong."""

import json
from typing import Any

import httpx
import pytest

from api import gate, strict
from tests.integration.api import test_api_hostile as held
from tests.planting import plant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("sound", "defect"),
    [
        ("except (ValueError, RecursionError) as problem:", "except RecursionError as problem:"),
        ("_deeper(value, MOST_DEPTH)", "False"),
    ],
    ids=["a failure of ours", "any depth"],
)
async def test_a_parser_that_breaks_or_lets_through_is_seen(
    tenant: Any, http: httpx.AsyncClient, entries: Any, monkeypatch: pytest.MonkeyPatch, sound: str, defect: str
) -> None:
    plant(monkeypatch, strict, "parse", sound, defect)
    with pytest.raises(AssertionError):
        await held.test_bodies_that_are_no_strict_json_are_refused(tenant, http, entries, "/v1/actions")


async def test_a_parser_that_takes_the_last_of_two_keys_is_seen(
    tenant: Any, http: httpx.AsyncClient, entries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict, "_decode", json.JSONDecoder().decode)
    with pytest.raises(AssertionError):
        await held.test_bodies_that_are_no_strict_json_are_refused(tenant, http, entries, "/v1/actions")


async def test_a_gate_that_reads_endless_bodies_is_seen(
    port: int, tenant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "MOST_BODY_BYTES", 10 * gate.MOST_BODY_BYTES)
    with pytest.raises(AssertionError):
        await held.test_a_chunked_body_beyond_the_limit_is_cut(port, tenant)
