"""The platform log over HTTP: checkpoint, tiles and proofs for everybody, entries for keys of the programme's own."""

import base64
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from accounts import partners
from app import platform
from app.container import Container
from app.worker import integrate_all
from kernel.ids import PLATFORM_LOG, PROGRAMME
from ledger import checkpoint, entry, merkle, note, tiles
from ledger.checkpoint import Checkpoint

pytestmark = pytest.mark.asyncio(loop_scope="module")
BASE = f"/v1/logs/{PLATFORM_LOG}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def newest(container: Container, tenant: Any, other: Any, http: httpx.AsyncClient) -> Checkpoint:
    """Two organisations' checkpoints are logged; the platform log's own, as it is served."""
    for number, one in enumerate((tenant, other)):
        headers = {**one.headers, "Idempotency-Key": f"platform-log-key-{number}"}
        answer = await http.post("/v1/actions", json=one.action(container), headers=headers)
        assert answer.status_code == 201, answer.text
    await integrate_all(container)
    assert await platform.log_all(container) == 2
    await integrate_all(container)
    served = await http.get(f"{BASE}/checkpoint")
    assert served.headers["content-type"] == "text/plain; charset=utf-8"
    (listed,) = [item for item in (await http.get("/v1/logs")).json()["items"] if item["log_id"] == PLATFORM_LOG]
    found = checkpoint.parse(note.open_note(served.content, [note.Verifier.from_vkey(key) for key in listed["vkeys"]]))
    assert (found.origin, found.size) == (listed["origin"], listed["size"])
    return found


async def _auditor(container: Container, *, partner: bool = False) -> dict[str, str]:
    """Headers with a key of the programme's: its own, or one of its partners'."""
    async with container.database.work(PROGRAMME) as connection:
        app = await partners.create(connection, PROGRAMME, name="app", source="app-ride") if partner else None
        key = await partners.issue_key(
            connection, container.keys.token_key, PROGRAMME, scopes=["ledger.read"],
            now=container.clock.now() - timedelta(minutes=1), partner_id=app.id if app else None,
        )  # fmt: skip
    return {"Authorization": f"Bearer {key}"}


async def test_an_auditor_rebuilds_the_tree_from_entries_that_carry_every_logs_checkpoint(
    container: Container, tenant: Any, other: Any, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    answer = await http.get(f"{BASE}/{tiles.entries_path(0, newest.size)}", headers=await _auditor(container))
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    entries = tiles.unbundle(answer.content)
    assert merkle.root_of([merkle.leaf_hash(data) for data in entries]) == newest.root
    logged = {str(entry.parse(data)["checkpoint"]).partition("\n")[0] for data in entries}
    assert logged == {container.log_origin(one.organisation.log_id) for one in (tenant, other)}


async def test_one_entry_is_for_the_programmes_own_keys(
    container: Container, tenant: Any, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    for path in ("entries/0", tiles.entries_path(0, newest.size)):
        assert (await http.get(f"{BASE}/{path}", headers=await _auditor(container))).status_code == 200
        assert (await http.get(f"{BASE}/{path}")).status_code == 401
        assert (await http.get(f"{BASE}/{path}", headers=tenant.headers)).status_code == 404


async def test_a_partner_of_the_programme_does_not_see_every_organisations_volume(
    container: Container, newest: Checkpoint, http: httpx.AsyncClient
) -> None:
    headers = await _auditor(container, partner=True)
    assert (await http.get(f"{BASE}/entries/0", headers=headers)).status_code == 404


async def test_tiles_and_proofs_are_for_everybody(newest: Checkpoint, http: httpx.AsyncClient) -> None:
    tile = await http.get(f"{BASE}/{tiles.tile_path(0, 0, newest.size)}")
    assert tile.headers["cache-control"] == "public, max-age=31536000, immutable"
    proof = (await http.get(f"{BASE}/proofs/inclusion", params={"n": 1})).json()
    hashes = [base64.b64decode(item) for item in proof["proof"]]
    merkle.verify_inclusion(tile.content[32:64], 1, newest.size, hashes, newest.root)
    found = (await http.get(f"{BASE}/proofs/consistency", params={"from": 1, "to": newest.size})).json()
    old = tile.content[:32]
    merkle.verify_consistency(1, old, newest.size, newest.root, [base64.b64decode(item) for item in found["proof"]])


async def test_a_name_beside_the_platform_logs_is_no_log(http: httpx.AsyncClient) -> None:
    for name in ("log_platform2", "log_Platform", "org_platform", "log_platfor"):
        assert (await http.get(f"/v1/logs/{name}/checkpoint")).status_code == 404
