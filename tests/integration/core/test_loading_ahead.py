"""Loading a process ahead of its servers: it is ready to begin, and begins when it is told to, or never."""

import gc
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from app.loading import REFUSED, load
from app.part import RESTARTS, Part, PartRefused, ProcessFailed
from app.programs import free_port
from app.settings import Settings
from app.up import Stack

pytestmark = pytest.mark.alone

PATIENCE_S = 20
MODULE = """
print("loaded", flush=True)

def main():
    print("begun", flush=True)
    {then}
"""


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Callable[[str], Part]]:
    """Makes a part whose `main` does a given thing after it has begun."""
    parts: list[Part] = []

    def make(then: str) -> Part:
        (tmp_path / "made_up.py").write_text(MODULE.format(then=then))
        command = [sys.executable, "-m", "app.loading", "made_up"]
        path = os.pathsep.join([str(tmp_path), *sys.path])
        parts.append(Part("made-up", command, {**os.environ, "PYTHONPATH": path}, tmp_path / "log"))
        return parts[-1]

    yield make
    for part in parts:
        part.stop()
        part.wait()


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _said(part: Part) -> list[str]:
    return part.log.read_text().split()


def test_a_loaded_part_begins_when_it_is_told_to(made: Callable[[str], Part]) -> None:
    part = made("")
    part.start()
    _until(lambda: _said(part) == ["loaded"])
    time.sleep(0.2)
    assert part.process is not None and part.process.poll() is None
    assert _said(part) == ["loaded"], "it waits"
    part.begin()
    assert part.process.wait(PATIENCE_S) == 0
    assert _said(part) == ["loaded", "begun"]


def test_a_loaded_part_whose_supervisor_is_gone_ends_without_beginning(made: Callable[[str], Part]) -> None:
    part = made("")
    part.start()
    assert part.process is not None and part.process.stdin is not None
    part.process.stdin.close()
    assert part.process.wait(PATIENCE_S) == 0
    assert _said(part) == ["loaded"]


def test_a_part_that_ended_while_it_waited_is_started_again(made: Callable[[str], Part]) -> None:
    part = made("import time; time.sleep(60)")
    part.start()
    first = part.process
    assert first is not None
    _until(lambda: _said(part) == ["loaded"])
    first.kill()
    first.wait()
    part.begin()
    part.tend(time.monotonic())
    _until(lambda: _said(part) == ["loaded", "loaded", "begun"])
    assert part.process is not first


@pytest.mark.parametrize(
    ("end", "last"),
    [("'no key file'", "no key file"), (REFUSED, "begun")],
    ids=["in words", "like a refusal, but without one"],
)
def test_a_part_that_keeps_ending_is_named_with_its_last_line(
    made: Callable[[str], Part], end: object, last: str
) -> None:
    part = made(f"raise SystemExit({end})")
    part.start()
    part.begin()
    with pytest.raises(ProcessFailed) as failed:
        for _ in range(RESTARTS + 1):
            assert part.process is not None
            part.process.wait(PATIENCE_S)
            part.tend(time.monotonic())
    assert failed.value.params == {"part": "made-up", "log": str(part.log), "last": last}


def test_what_a_part_refuses_is_raised_with_its_code_and_not_tried_again(made: Callable[[str], Part]) -> None:
    part = made("from app.up import PortTaken; raise PortTaken(port=1, host='h', setting='S')")
    part.start()
    part.begin()
    assert part.process is not None
    assert part.process.wait(PATIENCE_S) == REFUSED
    with pytest.raises(PartRefused) as refused:
        part.tend(time.monotonic())
    assert (refused.value.code, refused.value.params) == ("port_taken", {"port": 1, "host": "h", "setting": "S"})


def test_a_part_that_lost_its_database_is_started_again(made: Callable[[str], Part]) -> None:
    part = made("from kernel.work import DatabaseUnreachable; raise DatabaseUnreachable(reason='gone')")
    part.start()
    part.begin()
    first = part.process
    assert first is not None
    first.wait(PATIENCE_S)
    part.tend(time.monotonic())
    assert part.process is not first


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_the_last_parts_start_once_the_api_answers(made: Callable[[str], Part], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, port=free_port(), telegram_token="1:real")  # type: ignore[arg-type]
    part, stack = made(""), Stack(settings)
    stack.parts = [part]
    assert not stack.complete(settings)
    assert part.process is None
    with HTTPServer(("127.0.0.1", settings.port), _Ready) as api:
        threading.Thread(target=api.serve_forever, args=(0.01,)).start()
        try:
            assert not stack.complete(settings)
            _until(lambda: part.log.exists() and _said(part) == ["loaded", "begun"])
            assert stack.complete(settings)
        finally:
            api.shutdown()


def test_what_is_loaded_is_looked_through_for_garbage_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "loaded_quickly.py").write_text(
        "import gc\nwas_on = gc.isenabled()\nkept = [[] for _ in range(9000)]\nmain = dir\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    before = gc.get_freeze_count()
    try:
        assert load("loaded_quickly") is dir
        assert not sys.modules["loaded_quickly"].was_on
        assert gc.isenabled()
        assert gc.get_freeze_count() >= before + 9000
    finally:
        gc.unfreeze()
        del sys.modules["loaded_quickly"]
