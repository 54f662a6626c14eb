"""What `up` refuses before it starts anything: each a named fact, and nothing is destroyed."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.programs import DataFormatOld, Postgres
from app.settings import Settings, SettingWrong
from app.up import (
    AlreadyRunning,
    FolderFormatUnknown,
    FolderUnusable,
    PortTaken,
    Stack,
    environment_of,
    refuse_taken_ports,
)
from kernel.errors import DomainError


def _settings(folder: Path, **more: object) -> Settings:
    return Settings.model_validate({"data_dir": folder, **more})


@pytest.fixture
def taken_port() -> int:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]  # type: ignore[misc]


def test_a_taken_port_is_named_with_its_setting(taken_port: int, tmp_path: Path) -> None:
    with pytest.raises(PortTaken) as refused:
        refuse_taken_ports(_settings(tmp_path, port=taken_port))
    assert refused.value.params == {"port": taken_port, "host": "127.0.0.1", "setting": "LEAFLEDGER_PORT"}


def test_the_simulators_port_counts_only_without_a_token(taken_port: int, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PortTaken):
        refuse_taken_ports(_settings(tmp_path, port=port, simulator_port=taken_port))
    refuse_taken_ports(_settings(tmp_path, port=port, simulator_port=taken_port, telegram_token="1:real"))


def test_one_port_is_not_given_to_two_servers(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PortTaken) as refused:
        refuse_taken_ports(_settings(tmp_path, port=port, simulator_port=port))
    assert refused.value.params["setting"] == "LEAFLEDGER_SIMULATOR_PORT"
    refuse_taken_ports(_settings(tmp_path, port=port, simulator_port=port, telegram_token="1:real"))


def test_a_host_that_is_none_is_not_called_a_taken_port(tmp_path: Path) -> None:
    with pytest.raises(SettingWrong):
        refuse_taken_ports(_settings(tmp_path, host="no such host"))


def test_a_second_run_on_one_folder_is_refused(tmp_path: Path) -> None:
    first = Stack(_settings(tmp_path))
    first.claim()
    with pytest.raises(AlreadyRunning):
        Stack(_settings(tmp_path)).claim()
    first.release()
    again = Stack(_settings(tmp_path))
    again.claim()
    again.release()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(FolderUnusable):
        Stack(_settings(file)).claim()


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "format").write_text("7\n")
    stack = Stack(_settings(tmp_path))
    with pytest.raises(FolderFormatUnknown) as refused:
        stack.claim()
    assert refused.value.params["found"] == "7"


@pytest.mark.parametrize("version", ["15", None])
def test_data_of_another_version_is_refused_and_left_alone(tmp_path: Path, version: str | None) -> None:
    postgres = Postgres(tmp_path)
    postgres.data.mkdir()
    (postgres.data / "base").write_text("precious")
    if version:
        (postgres.data / "PG_VERSION").write_text(f"{version}\n")
    with pytest.raises(DataFormatOld):
        postgres.start()
    assert (postgres.data / "base").read_text() == "precious"


def test_settings_survive_the_way_through_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = _settings(tmp_path, port=9123, database_url="postgresql://u:p@h/d", telegram_token="1:x")
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_a_process_of_another_program_is_never_taken_for_a_leftover_server(tmp_path: Path) -> None:
    postgres = Postgres(tmp_path)
    postgres.data.mkdir()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        (postgres.data / "postmaster.pid").write_text(f"{other.pid}\n")
        postgres._end_leftover()
        lives = other.poll() is None
        other.kill()
    assert lives


@pytest.mark.parametrize("value", ["example.org", "ftp://x", "https://a/b"])
def test_a_public_url_is_an_origin(tmp_path: Path, value: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        _settings(tmp_path, public_url=value)


def test_every_refusal_is_a_domain_error() -> None:
    for refusal in (PortTaken, AlreadyRunning, FolderUnusable, FolderFormatUnknown, DataFormatOld, SettingWrong):
        assert issubclass(refusal, DomainError)
