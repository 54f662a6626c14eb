"""`leafledger witness` as a process, for tests on either side of it."""

import json
import subprocess
import sys
from pathlib import Path

import httpx

from app.witness import read_state
from ledger.note import Verifier


class WitnessProcess:
    """A witness on files in a folder, which the next one there goes on with."""

    def __init__(self, folder: Path, name: str, vkeys: list[str]) -> None:
        """name: its last part, as a policy names it too.  vkeys: of the logs that it witnesses."""
        folder.mkdir(exist_ok=True)
        self.folder, self.name = folder, name
        logs = [word for vkey in vkeys for word in ("--log", vkey)]
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "app", "witness", "--key", str(folder / "key"), "--state", str(folder / "state"),
                "--listen", "127.0.0.1:0", "--name", f"witness.example.net/{name}", *logs,
            ],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        lines: list[str] = []
        while not lines or lines[-1] != "}\n":
            lines.append(self.process.stdout.readline())
            assert lines[-1], "it ended"
        told = json.loads("".join(lines))
        self.vkey, self.url = told["vkey"], told["url"]
        self.verifier = Verifier.from_vkey(self.vkey)

    @property
    def line(self) -> str:
        """It in a policy."""
        return f"witness {self.name} {self.vkey} {self.url}\n"

    def sizes(self) -> dict[str, int]:
        """What it has cosigned of each log."""
        return {origin.rpartition("/")[2]: one.size for origin, one in read_state(self.folder / "state").items()}

    def post(self, request: bytes) -> httpx.Response:
        return httpx.post(f"{self.url}/add-checkpoint", content=request, timeout=20)

    def kill(self) -> None:
        """With SIGKILL; again does nothing."""
        self.process.kill()
        self.process.wait(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
