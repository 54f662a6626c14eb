"""The witness as a process of its own: it remembers before it answers, and no restart makes it forget."""

import asyncio
import errno
import stat
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from app import cli
from app.witness import Witness, WitnessKeyUnusable, WitnessStateUnusable, application, open_witness, read_state
from kernel.clock import SystemClock
from ledger import checkpoint, merkle, note
from ledger.checkpoint import Checkpoint
from ledger.note import NoteMalformed, SigningKey
from ledger.witness import AddCheckpoint, told_size
from tests.integration.core.witness_process import WitnessProcess

LOG = SigningKey.from_seed("ledger.example.org/log_a", bytes(range(32)))
LEAVES = [merkle.leaf_hash(bytes([n])) for n in range(64)]
FORKED = [merkle.leaf_hash(bytes([n, n])) for n in range(64)]


def body(old: int, size: int, leaves: list[bytes] = LEAVES) -> bytes:
    point = Checkpoint(LOG.name, size, merkle.root_of(leaves[:size]))
    proof = merkle.consistency_proof(leaves[:size], old) if old <= size else []
    return AddCheckpoint(old, tuple(proof), checkpoint.sign(point, LOG)).to_bytes()


def started(folder: Path) -> WitnessProcess:
    return WitnessProcess(folder, "w1", [LOG.vkey])


@pytest.fixture
def running(tmp_path: Path) -> Iterator[list[WitnessProcess]]:
    """The processes that a test starts, ended with it."""
    processes: list[WitnessProcess] = []
    yield processes
    for one in processes:
        one.kill()


def test_a_process_cosigns_what_grows_and_refuses_a_fork_after_kill_9(
    running: list[WitnessProcess], tmp_path: Path
) -> None:
    running.append(first := started(tmp_path))
    signed = first.post(body(0, 7))
    assert signed.status_code == 200
    whole = body(0, 7).split(b"\n\n", 1)[1] + signed.content
    assert note.signers(note.parse(whole), [first.verifier]) == [first.verifier]
    first.kill()
    running.append(again := started(tmp_path))
    assert again.vkey == first.vkey
    assert again.post(body(0, 5)).status_code == 409, "a rollback"
    assert again.post(body(7, 9, FORKED)).status_code == 422, "a fork"
    assert again.post(body(7, 7, FORKED)).status_code == 409, "another root of the same size"
    stale = again.post(body(3, 9))
    assert (stale.status_code, stale.headers["content-type"], told_size(stale.content)) == (409, "text/x.tlog.size", 7)
    assert again.post(body(7, 9)).status_code == 200
    assert httpx.get(f"{again.url}/").text.strip() == again.vkey


def test_whatever_was_cosigned_survives_kill_9_at_any_moment(running: list[WitnessProcess], tmp_path: Path) -> None:
    size = 0
    for _ in range(3):
        running.append(one := started(tmp_path))
        killer = threading.Timer(0.05, one.kill)
        killer.start()
        try:
            while size < 60:
                answer = one.post(body(size, size + 1))
                if answer.status_code == 409:
                    size = told_size(answer.content) or 0
                    continue
                assert answer.status_code == 200
                size += 1
        except httpx.TransportError:
            pass
        killer.join()
        remembered = read_state(tmp_path / "state").get(LOG.name)
        assert (0 if remembered is None else remembered.size) in (size, size + 1), (
            "the answer may be lost, never the state"
        )


def test_nothing_that_is_sent_ends_in_a_failure_of_ours(running: list[WitnessProcess], tmp_path: Path) -> None:
    running.append(one := started(tmp_path))
    for request in (b"", b"\n\n", b"old 0\n\n", b"\xff" * 100, body(0, 3)[:-1], body(0, 3) + b"x", b"a" * 2_000_000):
        assert one.post(request).status_code == 400, request[:20]
    assert one.post(body(0, 3)).status_code == 200


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "key", tmp_path / "state"


def test_the_first_start_makes_files_that_the_owner_alone_reads(files: tuple[Path, Path]) -> None:
    first = open_witness(*files, [LOG.vkey], "witness.example.net/w1")
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert open_witness(*files, [LOG.vkey], "another").key == first.key


def test_of_many_calls_at_once_on_one_state_no_two_go_different_ways(files: tuple[Path, Path]) -> None:
    """Two processes' witnesses on one file, and two histories: whichever comes first, only that one is cosigned."""
    witnesses = [open_witness(*files, [LOG.vkey]) for _ in range(2)]
    requests = [body(0, size, leaves) for size in range(1, 21) for leaves in (LEAVES, FORKED)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: witnesses[n % 2].answer(requests[n]), range(len(requests))))
    cosigned = [answer.keep for answer in answers if answer.status == 200]
    assert len(cosigned) == 1, "all claim to be the first, so one is"
    assert read_state(files[1]) == {LOG.name: cosigned[0]}


def test_racing_clients_that_follow_the_told_size_cosign_one_growing_tree(files: tuple[Path, Path]) -> None:
    witnesses = [open_witness(*files, [LOG.vkey]) for _ in range(2)]
    cosigned: list[int] = []

    def client(which: Witness) -> None:
        old = 0
        while old < 40:
            answer = which.answer(body(old, old + 1))
            if answer.status == 200:
                cosigned.append(old + 1)
                old += 1
            else:
                assert answer.status == 409
                old = told_size(answer.body) or 0

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(client, witnesses[n % 2]) for n in range(4)]:
            done.result()
    assert sorted(cosigned) == list(range(1, 41)), "each size once"


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"format": "leafledger-witness/2", "logs": {}}', '{"format": "leafledger-witness/1"}',
     '{"format": "leafledger-witness/1", "logs": {"a": {"size": -1, "root": "00"}}}',
     '{"format": "leafledger-witness/1", "logs": {"a": {"size": true, "root": "00"}}}',
     '{"format": "leafledger-witness/1", "logs": {"a": 7}}', pytest.param("[" * 200_000, id="deep")],
)  # fmt: skip
def test_a_damaged_state_is_never_taken_for_an_empty_one(files: tuple[Path, Path], text: str) -> None:
    made = open_witness(*files, [LOG.vkey])
    files[1].write_text(text)
    with pytest.raises(WitnessStateUnusable):
        open_witness(*files, [LOG.vkey])
    with pytest.raises(WitnessStateUnusable):
        made.answer(body(0, 1))


def test_a_lost_state_is_not_begun_anew_under_the_same_key(files: tuple[Path, Path]) -> None:
    open_witness(*files, [LOG.vkey])
    files[1].unlink()
    with pytest.raises(WitnessStateUnusable):
        open_witness(*files, [LOG.vkey])


def test_an_unusable_key_file_is_refused(files: tuple[Path, Path]) -> None:
    open_witness(*files, [LOG.vkey])
    good = files[0].read_text()
    for text in ("", "key", good[:-8], good.replace("PRIVATE", "PUBLIC"), good.replace("/witness", "/other")):
        files[0].write_text(text)
        with pytest.raises((WitnessKeyUnusable, NoteMalformed)):
            open_witness(*files, [LOG.vkey])


def test_only_a_logs_key_can_be_witnessed(files: tuple[Path, Path]) -> None:
    for vkey in (LOG.witness_vkey, "nonsense"):
        with pytest.raises(NoteMalformed):
            open_witness(*files, [vkey])


async def test_a_state_that_cannot_be_kept_cosigns_nothing(files: tuple[Path, Path]) -> None:
    made = open_witness(*files, [LOG.vkey])
    files[1].unlink()
    transport = httpx.ASGITransport(application(Witness(made.key, files[1], made.logs, SystemClock())))
    async with asyncio.timeout(10), httpx.AsyncClient(transport=transport, base_url="http://w") as client:
        answer = await client.post("/add-checkpoint", content=body(0, 1))
    assert (answer.status_code, "—" in answer.text) == (503, False)


@pytest.mark.parametrize("comes", ["never", "half"])
async def test_a_body_that_does_not_come_is_not_waited_for(
    files: tuple[Path, Path], comes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.witness.BODY_S", 0.05)
    answered: list[Any] = []

    async def receive() -> dict[str, object]:
        if comes == "never":
            await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        answered.append(message)

    scope = {"type": "http", "method": "POST", "path": "/add-checkpoint", "headers": [], "query_string": b""}
    async with asyncio.timeout(10):
        await application(open_witness(*files, [LOG.vkey]))(scope, receive, send)
    assert answered[0]["status"] == 408


def test_a_folder_that_cannot_be_locked_is_told(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_file: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("app.witness.fcntl.flock", refuse)
    with pytest.raises(WitnessStateUnusable):
        open_witness(*files, [LOG.vkey])


def test_a_name_that_no_file_can_have_is_told(files: tuple[Path, Path], tmp_path: Path) -> None:
    endless = tmp_path / ("a" * 300)
    with pytest.raises(WitnessStateUnusable):
        open_witness(files[0], endless, [LOG.vkey])
    with pytest.raises(WitnessKeyUnusable):
        open_witness(endless, files[1], [LOG.vkey])


def test_a_state_behind_a_link_that_leads_nowhere_is_not_begun_anew(files: tuple[Path, Path]) -> None:
    files[1].symlink_to(files[1].parent / "gone" / "state")
    with pytest.raises(WitnessStateUnusable):
        open_witness(*files, [LOG.vkey])
    assert files[1].is_symlink()


def test_the_check_sees_a_witness_that_answers_before_it_remembers(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A planted defect: without its write the same requests are both cosigned, and that is what the tests look for."""
    made = open_witness(*files, [LOG.vkey])
    monkeypatch.setattr("app.witness.write_state", lambda path, seen: None)
    assert [made.answer(body(0, 5, leaves)).status for leaves in (LEAVES, FORKED)] == [200, 200]


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda tail: b"old 0\n\n" + tail)))
@settings(max_examples=150, deadline=None)
def test_over_http_bytes_of_any_kind_are_answered_with_400(data: bytes) -> None:
    async def status() -> int:
        with tempfile.TemporaryDirectory() as folder:
            made = open_witness(Path(folder) / "key", Path(folder) / "state", [LOG.vkey])
            transport = httpx.ASGITransport(application(made))
            async with httpx.AsyncClient(transport=transport, base_url="http://w") as client:
                return (await client.post("/add-checkpoint", content=data)).status_code

    assert asyncio.run(status()) == 400


def test_the_command_says_in_a_sentence_what_it_cannot_use(files: tuple[Path, Path]) -> None:
    words = ["witness", "--key", str(files[0]), "--state", str(files[1])]
    assert CliRunner().invoke(cli.app, words).exit_code == 2, "a log to witness is wanted"
    for log, listen, told in (
        (LOG.vkey, "nowhere", "nowhere"),
        (LOG.vkey, "127.0.0.1:99999", "127.0.0.1:99999"),
        ("nonsense", "127.0.0.1:0", "key"),
    ):
        refused = CliRunner().invoke(cli.app, [*words, "--log", log, "--listen", listen])
        assert (refused.exit_code, refused.stdout) == (1, ""), refused.stderr
        assert told in refused.stderr and "Traceback" not in refused.stderr
    files[1].write_text("{}")
    assert str(files[1]) in CliRunner().invoke(cli.app, [*words, "--log", LOG.vkey]).stderr.replace("\n", "")
