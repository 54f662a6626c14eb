"""A command in a second terminal finds the product that runs, whatever ports that one was given."""

import json
import socket
from pathlib import Path

from app.local import running_product
from app.settings import Settings
from app.up import RUNNING, Stack


def test_a_command_takes_the_ports_of_the_running_product(tmp_path: Path) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        address = f"postgresql://lf_app@127.0.0.1:{server.getsockname()[1]}/leafledger"
        up = Settings(
            data_dir=tmp_path, port=18080, simulator_port=18081, database_url=address, redis_url="redis://127.0.0.1:1/0"
        )
        Stack(up)._announce(up)
        found = running_product(Settings(data_dir=tmp_path))
    assert found is not None
    assert (found.port, found.simulator_port, found.simulator_url) == (18080, 18081, "http://127.0.0.1:18081")
    assert found.database_url is not None and found.database_url.get_secret_value() == address


def test_a_product_that_has_ended_is_not_found(tmp_path: Path) -> None:
    (tmp_path / RUNNING).write_text(json.dumps({"database_url": "postgresql://lf_app@127.0.0.1:1/leafledger"}))
    assert running_product(Settings(data_dir=tmp_path)) is None
