"""The test of `leafledger up` seen to fail: a supervisor with one line planted wrong, in a process of its own."""

import sys
from pathlib import Path

import pytest

from tests.integration.core import test_up_survives_kills as held

pytestmark = pytest.mark.alone

FORGETFUL = (
    "from app import cli, up\n"
    "from pytest import MonkeyPatch\n"
    "from tests.planting import plant\n"
    "plant(MonkeyPatch(), up.Stack, 'tend', 'server.process.poll() is not None', 'False')\n"
    "cli.main()\n"
)
"""It looks after the parts, and not after the servers under them."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are found through /proc")
def test_a_supervisor_that_leaves_a_killed_server_dead_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    product = held.Product(tmp_path / "data", [sys.executable, "-c", FORGETFUL, "up"])
    product.start()
    try:
        monkeypatch.setattr(held, "PATIENCE_S", 15)
        with pytest.raises(AssertionError, match="postgres is there again"):
            held.test_nothing_acknowledged_is_lost_whoever_is_killed(product)
    finally:
        product.process.terminate()
        product.process.wait(30)
