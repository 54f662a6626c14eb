"""`leafledger up` from nothing and from its own data: when it is ready, when the bot answers, what that takes."""

import asyncio
import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.programs import free_port
from benchmarks.figures import Figure, Target
from benchmarks.ground import COMMAND, Ground, answers, process, wait_for
from benchmarks.scale import Scale

PERSON = 700_000_001
"""One of the simulator's sample people."""
LIMIT_S = 30.0
SPARE_S = 10.0
"""What a start may take when the time for further ones is over."""
SETTLE_S = 2.0
MEGA = 1_000_000


@dataclass(frozen=True)
class Start:
    """Seconds from the command to /readyz, and to the bot's answer.

    processor_s: seconds of processor time until both, all processes together; it hardly depends on what else runs.
    memory: bytes of all processes together (summed PSS).  Both 0 where the system does not tell (not Linux).
    """

    ready_s: float
    answered_s: float
    processor_s: float
    memory: int


async def measure(ground: Ground, scale: Scale) -> list[Figure]:
    """Cold and warm starts, and the memory of the warm ones."""
    cold: list[Start] = []
    warm: list[Start] = []
    for number in scale.turns(scale.starts):
        folder = ground.folder / f"start_{number}"
        folder.mkdir()
        cold.append(await asyncio.to_thread(started, folder, min(LIMIT_S, scale.left_s + SPARE_S)))
        warm.append(await asyncio.to_thread(started, folder, min(LIMIT_S, scale.left_s + SPARE_S)))
    told = all(start.memory for start in warm)
    figures = [
        Figure("cold start, /readyz", "s", [start.ready_s for start in cold], Target(at_most=10)),
        Figure("cold start, bot answers", "s", [start.answered_s for start in cold], Target(at_most=10)),
        Figure("warm start, /readyz", "s", [start.ready_s for start in warm], Target(at_most=2)),
        Figure("warm start, bot answers", "s", [start.answered_s for start in warm], Target(at_most=5)),
    ]
    if told:
        spent, held = [start.processor_s for start in warm], [start.memory / MEGA for start in warm]
        figures.append(Figure("warm start, processor time", "s", spent, Target()))
        figures.append(Figure("memory, all processes", "MB (PSS)", held, Target(at_most=600)))
    return figures


def started(folder: Path, limit_s: float) -> Start:
    """Starts the product on the folder, says /start to the bot as early as can be, and ends it within `limit_s`."""
    port, simulator_port = free_port(), free_port()
    environment = {
        "LEAFLEDGER_DATA_DIR": str(folder / "data"),
        "LEAFLEDGER_PORT": str(port),
        "LEAFLEDGER_SIMULATOR_PORT": str(simulator_port),
    }
    api, simulator = f"http://127.0.0.1:{port}/readyz", f"http://127.0.0.1:{simulator_port}/simulator"
    log = folder / "up.log"
    begun = time.perf_counter()
    with process([*COMMAND, "up"], environment, log) as up:
        conversation = Conversation(simulator)
        seen: dict[str, float] = {}
        checks: dict[str, Callable[[], bool]] = {"ready": lambda: answers(api), "answered": conversation.answered}

        def both() -> bool:
            for name, check in checks.items():
                if name not in seen and check():
                    seen[name] = time.perf_counter() - begun
            return len(seen) == len(checks)

        wait_for(up, log, both, limit_s)
        processor_s = sum(_processor_s(number) for number in family(up))
        time.sleep(SETTLE_S)
        return Start(seen["ready"], seen["answered"], processor_s, sum(_pss(number) for number in family(up)))


class Conversation:
    """Says /start once the simulator listens, and looks for the bot's answer."""

    def __init__(self, simulator: str) -> None:
        self._simulator = simulator
        self._said_id: int | None = None

    def answered(self) -> bool:
        """Whether the bot has answered; the first call that reaches the simulator says /start."""
        try:
            if self._said_id is None:
                self._said_id = int(self._call(f"people/{PERSON}/start", b"{}")["message_id"])
            messages = self._call(f"chats/{PERSON}/messages")["messages"]
        except OSError:
            return False
        return any(message["from"]["is_bot"] and message["message_id"] > self._said_id for message in messages)

    def _call(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        asked = urllib.request.Request(
            f"{self._simulator}/{path}", body, {"content-type": "application/json"} if body else {}
        )
        with urllib.request.urlopen(asked, timeout=2) as answer:
            found: dict[str, Any] = json.load(answer)
        return found


def family(root: subprocess.Popen[bytes]) -> Iterator[int]:
    """The ids of a process and all below it; where the system does not tell (not Linux), the process alone."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(entry.name)):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    waiting = [root.pid]
    while waiting:
        number = waiting.pop()
        waiting += children.get(number, [])
        yield number


def _stat(number: int) -> list[str]:
    """The fields of a process from its state on (proc(5), from the third), none once it has ended."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _processor_s(number: int) -> float:
    fields = _stat(number)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0


def _pss(number: int) -> int:
    try:
        lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
