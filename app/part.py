"""One process of the product under its supervisor."""

import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from app.loading import GO
from kernel.errors import DomainError

RESTARTS = 5
STOP_TIMEOUT_S = 10


class ProcessFailed(DomainError):
    """A part of the product keeps ending, or does not become ready."""

    code = "process_failed"


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
        """Starts it again when it has ended; raises `ProcessFailed` when it does so five times in a minute."""
        if self.process is None or self.process.poll() is None:
            return
        self.ended_at = [at for at in self.ended_at if now - at < 60] + [now]
        if len(self.ended_at) > RESTARTS:
            lines = self.log.read_text(errors="replace").strip().splitlines()
            raise ProcessFailed(part=self.name, log=str(self.log), last=lines[-1][-300:] if lines else "")
        self.start()
        self.begin()

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
