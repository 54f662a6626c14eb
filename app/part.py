"""One process of the product under its supervisor."""

import json
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.loading import GO, REFUSED
from kernel.errors import DomainError, Param

RESTARTS = 5
STOP_TIMEOUT_S = 10


class ProcessFailed(DomainError):
    """A part of the product keeps ending, or does not become ready."""

    code = "process_failed"


class PartRefused(DomainError):
    """A part says that it cannot run like this.  Code and params are its own error's."""

    code = "process_failed"

    def __init__(self, code: str, params: Mapping[str, Param]) -> None:
        self.code = code
        super().__init__(**params)


@dataclass
class Part:
    """One process of the product, restarted when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    ended_at: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Starts loading it, output appended to its log."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def begin(self) -> None:
        """Lets it begin its work once it is loaded."""
        assert self.process is not None and self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as gate:  # one that has ended meanwhile is tended
            gate.write(GO.encode())

    def tend(self, now: float) -> None:
        """Starts it again when it has ended.

        Raises `PartRefused` for what it has refused, `ProcessFailed` when it has ended five times in a minute.
        """
        if self.process is None or self.process.poll() is None:
            return
        if self.process.returncode == REFUSED:
            # Any program may end with that code, and any line may be the last.
            with suppress(ValueError, TypeError, KeyError):
                refusal = json.loads(self._last_line())
                raise PartRefused(refusal["refused"], refusal["params"])
        self.ended_at = [at for at in self.ended_at if now - at < 60] + [now]
        if len(self.ended_at) > RESTARTS:
            raise ProcessFailed(part=self.name, log=str(self.log), last=self._last_line()[-300:])
        self.start()
        self.begin()

    def _last_line(self) -> str:
        return (self.log.read_text(errors="replace").strip().splitlines() or [""])[-1]

    def stop(self) -> None:
        """Asks it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Waits for the end; kills what does not come to one."""
        if self.process is not None:
            with self.process:
                try:
                    self.process.wait(STOP_TIMEOUT_S)
                except subprocess.TimeoutExpired:
                    self.process.kill()
