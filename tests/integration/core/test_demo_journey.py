"""`leafledger demo` and what its JSON opens: the key records a ride, the link shows the page, the log verifies."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.programs import free_port
from app.settings import Settings
from app.up import environment_of
from kernel.clock import SystemClock, local_date

PRINTED = {
    "organisation", "name", "admin_link", "admin_chat_link", "join_link", "partner_link", "api", "api_key", "member_id",
    "log_id", "vkey",
}  # fmt: skip


class Shell:
    """Commands typed one after the other, over one pair of servers."""

    def __init__(self, settings: Settings) -> None:
        pointed = settings.model_copy(update={"port": free_port()})
        self.environment = {**os.environ, **environment_of(pointed), "LC_ALL": "C"}
        self.origin = pointed.origin
        # The page's link becomes a cookie; a proxy cannot reach this machine's loopback.
        self._browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor()
        )

    def run(self, *words: str, code: int = 0) -> dict[str, Any]:
        """What the command prints."""
        ended = subprocess.run(
            [sys.executable, "-m", "app", *words], env=self.environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == code, ended.stderr
        printed: dict[str, Any] = json.loads(ended.stdout) if ended.stdout else {}
        return printed

    def get(self, address: str, **headers: str) -> tuple[int, bytes]:
        return self._open(urllib.request.Request(address, headers=headers))

    def post(self, address: str, body: object, **headers: str) -> tuple[int, bytes]:
        named = {"Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
        return self._open(urllib.request.Request(address, json.dumps(body).encode(), named))

    def _open(self, request: urllib.request.Request) -> tuple[int, bytes]:
        try:
            with self._browser.open(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read()


@pytest.fixture
def shell(settings: Settings) -> Iterator[Shell]:
    """The commands, beside a served API."""
    made = Shell(settings)
    served = subprocess.Popen(
        [sys.executable, "-m", "app", "api"], env=made.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while True:
        try:
            if made.get(f"{made.origin}/readyz")[0] == 200:
                break
        except OSError:
            pass
        assert time.monotonic() < deadline and served.poll() is None
        time.sleep(0.1)
    yield made
    served.terminate()
    served.wait(15)


def test_what_demo_prints_opens_what_it_says(shell: Shell, tmp_path: Path) -> None:
    made = shell.run("demo")
    assert set(made) == PRINTED
    assert made["api"].startswith(shell.origin)

    now = SystemClock().now()
    ride = {
        "source": "demo-ride", "external_id": "r-1", "member_id": made["member_id"], "kind": "metro",
        "quantity": 12_000, "unit": "m", "occurred_at": (now - timedelta(minutes=40)).isoformat(timespec="seconds"),
    }  # fmt: skip
    key = {"Authorization": f"Bearer {made['api_key']}"}
    status, answer = shell.post(f"{made['api']}/actions", ride, **key, Idempotency_Key="demo-journey-key-1")
    assert (status, json.loads(answer)["reduction_mg"]) == (201, 561_600)
    status, page = shell.get(made["admin_link"])
    assert status == 200 and "Demo Green Office" in page.decode()

    written = shell.run("export-log", "--org", made["organisation"], "--dir", str(tmp_path / "log"))
    assert written["log_id"] == made["log_id"]
    assert made["vkey"] in (tmp_path / "log" / "policy.txt").read_text()
    trusted = tmp_path / "trusted.txt"
    trusted.write_text(f"log {made['vkey']}\nquorum none\n")
    assert shell.run("verify", str(tmp_path / "log"), "--policy", str(trusted))["reduction_mg"] == 561_600

    month = f"{local_date(now, 'Asia/Shanghai'):%Y-%m}"
    told = shell.run("export", "--month", month, "--dir", str(tmp_path / "month"), "--org", made["organisation"])
    assert told["exports"][0]["manifest_sha256"]
    assert shell.run("verify", str(tmp_path / "month"))["with_report"]
    shell.run("export", "--month", month, "--dir", str(tmp_path / "month"), "--org", made["organisation"], code=1)

    again = shell.run("admin-link", "--org", made["organisation"])["admin_link"]
    assert shell.get(again)[0] == 200
    shell.run("admin-link", "--org", "org_00000000000000000000000001", code=1)
