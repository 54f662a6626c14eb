"""Checkpoints go to real witness processes over HTTP; what comes back is served, exported and asked for by `verify`."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from structlog.testing import capture_logs

from app import cosigning, worker
from app.api import application
from app.container import Container, build
from app.export import write_log
from app.settings import Settings, SettingWrong
from app.witness import open_witness
from app.worker import integrate_all
from kernel.clock import FixedClock
from ledger import integrator, note
from ledger.invalid import CheckpointWrong
from ledger.note import Verifier
from ledger.policy import Policy
from ledger.verify import verify
from methodologies.engine import recompute
from tests.integration.core.witness_process import WitnessProcess

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


@pytest.fixture
def servers() -> Iterator[list[WitnessProcess]]:
    started: list[WitnessProcess] = []
    yield started
    for one in started:
        one.kill()


async def vkey(company: "Company") -> str:
    async with company.container.database.work(company.org_id) as connection:
        return (await company.container.log_key(connection, company.log_id)).vkey


def saw_another(one: WitnessProcess, origin: str, size: int) -> None:
    """The witness remembers a tree of that size that we never signed."""
    state = one.folder / "state"
    document = json.loads(state.read_text())
    document["logs"][origin] = {"size": size, "root": "ab" * 32}
    state.write_text(json.dumps(document))


async def grow(company: "Company", count: int = 1) -> int:
    """More acts, integrated; the size of the published tree."""
    for _ in range(count):
        await company.record(company.tell(1_000 + len(await company.entries()), kind="walking", another=True))
    await integrate_all(company.container)
    return (await company.signed()).size


def witnessed(container: Container, policy: str, folder: Path) -> Settings:
    """Settings with a policy file of that text."""
    file = folder / "witnesses.txt"
    file.write_text(policy)
    return container.settings.model_copy(update={"witnesses": file})


async def cosigned_by(company: "Company", *servers: WitnessProcess) -> list[bool]:
    """Whose valid lines stand under the newest checkpoint, as everybody is served it."""
    found = note.signers(note.parse((await company.signed()).note), [one.verifier for one in servers])
    return [one.verifier in found for one in servers]


async def round_of(container: Container) -> list[int]:
    """One round of each witness's task of the worker."""
    async with cosigning.reached(container) as cosigners:
        return [await one.round() for one in cosigners]


@pytest.fixture
async def pair(
    company: "Company", clock: FixedClock, tmp_path: Path, servers: list[WitnessProcess]
) -> AsyncIterator[Container]:
    """The product with three witnesses, two of which are a quorum; the third does not run."""
    keys = [await vkey(company)]
    servers += [WitnessProcess(tmp_path / name, name, keys) for name in ("a", "b")]
    gone = note.SigningKey.generate("witness.example.net/c").witness_vkey
    lines = "".join(one.line for one in servers) + f"witness c {gone} http://127.0.0.1:9\n"
    settings = witnessed(company.container, f"{lines}group most 2 a b c\nquorum most\n", tmp_path)
    async with build(settings, clock) as built:
        company.container = built
        yield built


async def test_the_worker_brings_each_checkpoint_to_every_witness(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    for count in (1, 3):
        size = await grow(company, count)
        assert await round_of(pair) == [1, 1, 0], "one witness is gone, and holds up nobody"
        assert [one.sizes() for one in servers] == [{company.log_id: size}] * 2
        assert await cosigned_by(company, *servers) == [True, True]
    assert await round_of(pair) == [0, 0, 0], "nothing new, nothing asked"


async def test_the_export_holds_cosignatures_witnesses_and_the_quorum(
    company: "Company", pair: Container, servers: list[WitnessProcess], tmp_path: Path
) -> None:
    await grow(company, 2)
    told = await write_log(pair, company.org_id, tmp_path / "log")
    assert (told["witnesses"], told["quorum_reached"]) == (2, True)
    policy = (tmp_path / "log" / "policy.txt").read_text()
    assert Policy.parse(policy).quorum == "most"
    assert verify(tmp_path / "log", None, recompute).witnesses == 2
    checkpoint = tmp_path / "log" / "checkpoint"
    kept = [line for line in checkpoint.read_text().splitlines(keepends=True) if "witness.example.net/b " not in line]
    checkpoint.write_text("".join(kept))
    with pytest.raises(CheckpointWrong) as refused:
        verify(tmp_path / "log", None, recompute)
    assert refused.value.params["reason"] == "quorum_missing"
    any_one = policy.replace("group most 2", "group most 1")
    assert verify(tmp_path / "log", any_one, recompute).witnesses == 1


async def test_an_export_without_a_quorum_says_so_and_holds(
    company: "Company", pair: Container, servers: list[WitnessProcess], tmp_path: Path
) -> None:
    servers[1].kill()
    await grow(company)
    told = await write_log(pair, company.org_id, tmp_path / "log")
    assert (told["witnesses"], told["quorum_reached"]) == (1, False)
    policy = (tmp_path / "log" / "policy.txt").read_text()
    assert "# The quorum most had not cosigned" in policy
    assert verify(tmp_path / "log", None, recompute).witnesses == 1
    with pytest.raises(CheckpointWrong):
        verify(tmp_path / "log", policy.replace("quorum none", "quorum most"), recompute)


async def test_a_witness_that_is_elsewhere_tells_its_size_and_is_asked_from_there(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    await grow(company)
    assert await round_of(pair) == [1, 1, 0]
    before = {one.name: one.sizes() for one in servers}
    await grow(company, 2)
    made = open_witness(servers[0].folder / "key", servers[0].folder / "state", [await vkey(company)])
    signed = await company.signed()
    async with pair.database.work(company.org_id) as connection:
        old = before["a"][company.log_id]
        proof = await integrator.consistency(connection, company.log_id, old, signed.size)
    from_elsewhere = cosigning.AddCheckpoint(old, tuple(proof), signed.note).to_bytes()
    assert made.answer(from_elsewhere).status == 200, "an answer that never reached us"
    assert await round_of(pair) == [1, 1, 0]
    assert await cosigned_by(company, *servers) == [True, True]
    assert await grow(company)
    assert await round_of(pair) == [1, 1, 0]


async def test_a_new_witness_begins_with_the_newest_checkpoint(
    company: "Company", clock: FixedClock, tmp_path: Path, servers: list[WitnessProcess]
) -> None:
    await grow(company, 5)
    servers.append(WitnessProcess(tmp_path / "late", "late", [await vkey(company)]))
    settings = witnessed(company.container, f"{servers[0].line}quorum late\n", tmp_path)
    async with build(settings, clock) as container:
        assert await round_of(container) == [1]
    assert await cosigned_by(company, servers[0]) == [True]


async def test_a_witness_that_saw_another_history_is_an_alarm_and_no_cosignature(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    size = await grow(company, 2)
    for one in servers:
        saw_another(one, pair.log_origin(company.log_id), size - 1)
    async with cosigning.reached(pair) as cosigners:
        with pytest.raises(cosigning.WitnessRefused) as refused:
            await cosigners[0].cosign(company.log_id)
        assert refused.value.params["reason"] == "fork"
        assert await cosigners[1].round() == 0
    assert await cosigned_by(company, *servers) == [False, False]


async def test_a_witness_that_saw_more_than_we_signed_is_an_alarm(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    size = await grow(company)
    saw_another(servers[0], pair.log_origin(company.log_id), size + 5)
    async with cosigning.reached(pair) as cosigners:
        with pytest.raises(cosigning.WitnessRefused) as refused:
            await cosigners[0].cosign(company.log_id)
    assert refused.value.params["reason"] == "size"


async def test_an_export_says_as_loudly_as_the_worker_that_a_witness_saw_another_history(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    size = await grow(company)
    saw_another(servers[0], pair.log_origin(company.log_id), size)
    with capture_logs() as logs:
        assert not await cosigning.cosign_now(pair, company.log_id, size)
    told = {line["witness"]: line["log_level"] for line in logs if line["event"] == "witness.refused"}
    assert told == {"a": "critical", "c": "warning"}


async def test_a_witness_that_forgot_what_it_cosigned_is_an_alarm_and_asked_no_more(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    await grow(company, 2)
    assert await round_of(pair) == [1, 1, 0]
    state = servers[0].folder / "state"
    state.write_text(json.dumps({**json.loads(state.read_text()), "logs": {}}))
    await grow(company)
    with capture_logs() as logs:
        assert await round_of(pair) == [0, 1, 0]
    alarms = [line["problem"] for line in logs if line["log_level"] == "critical"]
    assert len(alarms) == 1 and "'reason': 'forgotten'" in alarms[0]
    assert await cosigned_by(company, *servers) == [False, True]


async def test_a_log_that_a_witness_does_not_know_waits_longer_each_time(
    company: "Company", rival: "Company", pair: Container
) -> None:
    await rival.record(rival.tell(5_000))
    await grow(company)
    async with cosigning.reached(pair) as cosigners:
        first = cosigners[0]
        assert await first.round() == 1
        assert await first.round() == 0
        with pytest.raises(cosigning.WitnessRefused) as refused:
            await first.cosign(rival.log_id)
    assert refused.value.params["status"] == 404


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, content=b""),
        httpx.Response(200, content=b"nonsense"),
        httpx.Response(200, content=b"\xff" * 200_000),
        httpx.Response(409, content=b"-1\n"),
        httpx.Response(409, content=b"0\n"),
        httpx.Response(418),
        httpx.Response(301, headers={"location": "http://127.0.0.1:9/"}),
        httpx.Response(503),
    ],
)
async def test_whatever_a_witness_answers_nothing_but_its_cosignature_is_kept(
    company: "Company", answer: httpx.Response
) -> None:
    await grow(company)
    verifier = Verifier.from_vkey(note.SigningKey.generate("witness.example.net/w").witness_vkey)
    transport = httpx.MockTransport(lambda _: answer)
    async with httpx.AsyncClient(transport=transport) as client:
        cosigner = cosigning.Cosigner(company.container, "w", verifier, "http://w", client)
        with pytest.raises(cosigning.WitnessRefused):
            await cosigner.cosign(company.log_id)
        assert await cosigner.round() == 0
    assert len(note.parse((await company.signed()).note).signatures) == 1


async def test_a_slow_witness_holds_up_neither_the_others_nor_the_work(
    company: "Company", pair: Container, servers: list[WitnessProcess], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cosigning, "EVERY_S", 0.05)
    silent = socket.create_server(("127.0.0.1", 0))
    port = silent.getsockname()[1]
    policy = Path(str(pair.settings.witnesses)).read_text().replace("127.0.0.1:9\n", f"127.0.0.1:{port}\n")
    settings = witnessed(pair, policy, Path(str(pair.settings.witnesses)).parent)
    async with build(settings, company.clock) as container:
        company.container = container
        async with asyncio.timeout(30), cosigning.beside(container):
            for _ in range(3):
                await grow(company)
                while await cosigned_by(company, *servers) != [True, True]:
                    await asyncio.sleep(0.02)
    silent.close()


CROWD = [note.SigningKey.generate(f"witness.example.net/{n}").witness_vkey for n in range(note.MAX_SIGNATURES - 1)]
"""With two log keys, one line more than a note may have."""


@pytest.mark.parametrize(
    "text",
    [
        "witness a b\n",
        "quorum w\n",
        None,
        "".join(f"witness w{n} {vkey}\n" for n, vkey in enumerate(CROWD)) + "quorum none\n",
    ],
    ids=["no key", "no such name", "no file", "too many witnesses"],
)
async def test_a_policy_file_that_cannot_be_used_keeps_the_product_from_starting(
    container: Container, tmp_path: Path, text: str | None
) -> None:
    settings = witnessed(container, text or "", tmp_path)
    if text is None:
        (tmp_path / "witnesses.txt").unlink()
    with pytest.raises(SettingWrong) as refused:
        async with build(settings):
            raise AssertionError("it started")
    assert refused.value.params["setting"] == "LEAFLEDGER_WITNESSES"


async def test_the_real_worker_has_every_log_cosigned_and_all_are_served_it(
    company: "Company", pair: Container, servers: list[WitnessProcess]
) -> None:
    transport = httpx.ASGITransport(application(pair))
    async with asyncio.timeout(60), httpx.AsyncClient(transport=transport, base_url="http://leaf") as client:
        path = f"/v1/logs/{company.log_id}/checkpoint"
        async with asyncio.TaskGroup() as group:
            running = group.create_task(worker.work(pair.settings))
            await company.record(company.tell(5_000))
            while (await client.get(path)).content.count("— witness".encode()) < 2:
                await asyncio.sleep(0.05)
            running.cancel()
        found = note.parse((await client.get(path)).content)
        assert len(note.signers(found, [one.verifier for one in servers])) == 2
        await grow(company)
        ahead, cosigned = await client.get(path), await client.get(path, params={"witnessed": "true"})
    assert len(note.parse(ahead.content).signatures) == 1
    assert note.parse(cosigned.content) == found


async def test_without_witnesses_the_best_cosigned_checkpoint_is_the_newest(company: "Company") -> None:
    size = await grow(company, 2)
    await grow(company)
    async with company.container.database.work(company.org_id) as connection:
        assert await integrator.witnessed(connection, company.log_id) == await integrator.latest(
            connection, company.log_id
        )
        assert await integrator.witnessed(connection, company.log_id, size + 9) is None
