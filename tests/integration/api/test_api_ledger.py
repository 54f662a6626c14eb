"""What the API serves of a log proves itself: signature, tiles, proofs, entries."""

import base64
from typing import Any

import httpx
import pytest
import pytest_asyncio

from app.container import Container
from app.worker import integrate_all
from ledger import checkpoint, merkle, note, tiles
from ledger.checkpoint import Checkpoint

pytestmark = pytest.mark.asyncio(loop_scope="module")
ROWS = 600


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def first(container: Container, tenant: Any, http: httpx.AsyncClient) -> Checkpoint:
    """600 rides, sealed in two steps; the first checkpoint."""
    await _send(container, tenant, http, 40)
    return await _newest(tenant, http)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newest(container: Container, tenant: Any, http: httpx.AsyncClient, first: Checkpoint) -> Checkpoint:
    """The second checkpoint."""
    await _send(container, tenant, http, ROWS)
    return await _newest(tenant, http)


async def _send(container: Container, tenant: Any, http: httpx.AsyncClient, count: int) -> None:
    rows = [tenant.action(container, quantity=100 + number) for number in range(count)]
    headers = {**tenant.headers, "Idempotency-Key": f"ledger-batch-{count:04d}"}
    assert (await http.post("/v1/actions:batch", json={"actions": rows}, headers=headers)).status_code == 200
    await integrate_all(container)


async def _newest(tenant: Any, http: httpx.AsyncClient) -> Checkpoint:
    answer = await http.get(f"/v1/logs/{tenant.organisation.log_id}/checkpoint")
    return checkpoint.parse(answer.content.split(b"\n\n")[0] + b"\n")


async def test_the_checkpoint_is_a_signed_note_of_the_logs_own_key(
    tenant: Any, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    log_id = tenant.organisation.log_id
    answer = await http.get(f"/v1/logs/{log_id}/checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=1"
    mine = (await http.get("/v1/logs", headers=tenant.headers)).json()["items"]
    (entry,) = [item for item in mine if item["log_id"] == log_id]
    body = note.open_note(answer.content, [note.Verifier.from_vkey(key) for key in entry["vkeys"]])
    found = checkpoint.parse(body)
    assert (found.origin, found.size) == (entry["origin"], entry["size"])
    assert found.origin.endswith(f"/v1/logs/{log_id}")


async def test_an_unchanged_checkpoint_is_not_sent_again(
    tenant: Any, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    path = f"/v1/logs/{tenant.organisation.log_id}/checkpoint"
    tag = (await http.get(path)).headers["etag"]
    again = await http.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_tree_rebuilds_from_bundles_and_tiles(
    tenant: Any, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    base = f"/v1/logs/{tenant.organisation.log_id}"
    entries: list[bytes] = []
    for index in range((newest.size + 255) // 256):
        width = min(256, newest.size - index * 256)
        path = f"{base}/{tiles.entries_path(index, width)}"
        answer = await http.get(path, headers=tenant.headers)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, max-age=31536000, immutable")
        assert answer.headers["content-type"] == "application/octet-stream"
        entries += tiles.unbundle(answer.content)
    assert len(entries) == newest.size
    rebuilt = list(tiles.layout([merkle.leaf_hash(entry) for entry in entries]))
    for tile in rebuilt:
        answer = await http.get(f"{base}/{tile.path}")
        assert answer.content == tile.data, tile.path
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "application/octet-stream"
    assert {tile.level for tile in rebuilt} == {0, 1}


async def test_an_inclusion_proof_holds_for_new_and_older_trees(
    tenant: Any, first: Checkpoint, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    base = f"/v1/logs/{tenant.organisation.log_id}"
    for n, tree in ((0, first), (7, first), (7, newest), (newest.size - 1, newest)):
        proof = (await http.get(f"{base}/proofs/inclusion", params={"n": n, "size": tree.size})).json()
        entry = await http.get(f"{base}/entries/{n}", headers=tenant.headers)
        leaf = merkle.leaf_hash(entry.content)
        assert (proof["leaf_hash"], entry.headers["leaf-hash"]) == (leaf.hex(), leaf.hex())
        hashes = [base64.b64decode(item) for item in proof["proof"]]
        merkle.verify_inclusion(leaf, n, tree.size, hashes, tree.root)
        assert base64.b64decode(proof["root"]) == tree.root


async def test_a_consistency_proof_holds(
    tenant: Any, first: Checkpoint, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    path = f"/v1/logs/{tenant.organisation.log_id}/proofs/consistency"
    proof = (await http.get(path, params={"from": first.size, "to": newest.size})).json()
    hashes = [base64.b64decode(item) for item in proof["proof"]]
    merkle.verify_consistency(first.size, first.root, newest.size, newest.root, hashes)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("proofs/inclusion?n=999999", 404),
        ("proofs/inclusion?n=-1", 422),
        ("proofs/inclusion?n=x", 422),
        ("proofs/inclusion", 422),
        ("proofs/inclusion?n=0&size=999999", 404),
        ("proofs/inclusion?n=9007199254740991&size=9007199254740991", 404),
        ("proofs/inclusion?n=9007199254740992", 422),
        ("proofs/consistency?from=5&to=3", 404),
        ("proofs/consistency?from=5&to=999999", 404),
        ("proofs/consistency?from=5", 422),
        ("tile/0/000.p/0", 404),
        ("tile/0/000.p/257", 404),
        ("tile/0/999", 404),
        ("tile/00/000", 404),
        ("tile/0/x000/001", 404),
        ("tile/63/000.p/1", 404),
        ("tile/0/x999/x999/x999/x999/x999/x999/999.p/1", 404),
        ("entries/999999", 404),
        ("entries/-1", 404),
        ("entries/01", 404),
        ("entries/1e3", 404),
        ("entries/99999999999999999999", 404),
        ("tile/entries/000.p/255", 200),
        ("tile/entries/003", 404),
        ("tile/entries/x999/x999/x999/x999/x999/x999/999", 404),
    ],
)
async def test_what_was_never_published_is_not_there(
    tenant: Any, newest: Checkpoint, http: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await http.get(f"/v1/logs/{tenant.organisation.log_id}/{path}", headers=tenant.headers)
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"


async def test_an_entry_that_no_checkpoint_covers_is_not_shown(
    container: Container, tenant: Any, newest: Checkpoint, post: Any, http: httpx.AsyncClient
) -> None:
    made = (await post("/v1/actions", tenant.action(container))).json()
    path = f"/v1/logs/{tenant.organisation.log_id}/entries/{made['ledger']['n']}"
    assert (await http.get(path, headers=tenant.headers)).status_code == 404
    await integrate_all(container)
    assert (await http.get(path, headers=tenant.headers)).json()["reduction_mg"] == made["reduction_mg"]


async def test_a_log_without_a_checkpoint_says_so(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/logs/log_00000000000000000000000001/checkpoint")
    assert (answer.status_code, answer.json()["code"]) == (404, "checkpoint_missing")


async def test_everybody_sees_the_programmes_log_and_the_platform_log_only(http: httpx.AsyncClient) -> None:
    assert [item["log_id"] for item in (await http.get("/v1/logs")).json()["items"]] == ["log_public", "log_platform"]
