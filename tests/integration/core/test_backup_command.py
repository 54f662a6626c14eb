"""`leafledger erase`, `backup` and `restore` as an admin types them, over the embedded servers."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.programs import free_port


class Shell:
    """Commands on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ports = {"LEAFLEDGER_PORT": str(free_port()), "LEAFLEDGER_SIMULATOR_PORT": str(free_port())}
        self._environment = {**os.environ, **ports, "LEAFLEDGER_DATA_DIR": str(folder), "LC_ALL": "C"}

    def run(self, *words: str, code: int = 0, typed: str = "") -> tuple[dict[str, Any], str]:
        """What the command prints, and what it says beside."""
        ended = subprocess.run(
            [sys.executable, "-m", "app", *words],
            env=self._environment, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == code, ended.stderr
        assert "Traceback" not in ended.stderr
        return json.loads(ended.stdout) if ended.stdout.strip() else {}, ended.stderr.strip()


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shell, dict[str, Any], Path]:
    """An installation with a company, and a backup of it."""
    folder = tmp_path_factory.mktemp("lived")
    shell = Shell(folder / "data")
    made, _ = shell.run("demo")
    shell.run("export-log", "--org", made["organisation"], "--dir", str(folder / "log"))
    told, said = shell.run("backup", "--dir", str(folder / "backup"))
    assert told["logs"][made["log_id"]] == 2 and not told["with_key"]
    assert said.startswith("The key file is not in the backup.")
    return shell, made, folder


def _empty(folder: Path, key: Path) -> Shell:
    shell = Shell(folder)
    folder.mkdir()
    shutil.copy(key, folder / "key")
    return shell


def test_a_backup_fills_an_empty_folder_with_the_same_log(
    lived: tuple[Shell, dict[str, Any], Path], tmp_path: Path
) -> None:
    shell, made, folder = lived
    other = _empty(tmp_path / "other", shell.folder / "key")
    told, said = other.run("restore", "--dir", str(folder / "backup"))
    assert told["logs"][made["log_id"]]["entries"] == 2 and said == ""
    other.run("export-log", "--org", made["organisation"], "--dir", str(tmp_path / "log"))
    for name in ("checkpoint", "tile/0/000.p/2", "tile/entries/000.p/2"):
        assert (tmp_path / "log" / name).read_bytes() == (folder / "log" / name).read_bytes(), name
    other.run("verify", str(tmp_path / "log"))
    _, said = other.run("restore", "--dir", str(folder / "backup"), code=1)
    assert said.startswith("The database is not empty")


def test_what_is_wrong_is_said_in_one_sentence(lived: tuple[Shell, dict[str, Any], Path], tmp_path: Path) -> None:
    shell, _, folder = lived
    other = _empty(tmp_path / "other", shell.folder / "key")
    broken = tmp_path / "broken"
    shutil.copytree(folder / "backup", broken)
    os.truncate(broken / "database.dump", 1000)
    _, said = other.run("restore", "--dir", str(broken), code=1)
    assert said == "The backup is damaged: database.dump is missing, cut short or changed."
    (broken / "manifest.json").unlink()
    _, said = other.run("restore", "--dir", str(broken), code=1)
    assert said.endswith("holds no whole backup: its manifest is missing, so it was interrupted or is something else.")
    (other.folder / "key").write_text("00" * 32)
    _, said = other.run("restore", "--dir", str(folder / "backup"), code=1)
    assert said == "This backup was made under another key file; put that one in place and restore again."
    (other.folder / "key").unlink()
    _, said = other.run("restore", "--dir", str(folder / "backup"), code=1)
    assert said.startswith("The key file can't be used")
    _, said = shell.run("backup", "--dir", str(folder / "backup"), code=1)
    assert said == f"The folder {folder / 'backup'} is not empty."
    other.run("restore", "--dir", str(tmp_path / "nowhere"), code=2)


def test_an_admin_is_asked_before_anybody_is_erased(lived: tuple[Shell, dict[str, Any], Path], tmp_path: Path) -> None:
    shell, made, folder = lived
    other = _empty(tmp_path / "other", shell.folder / "key")
    other.run("restore", "--dir", str(folder / "backup"))
    _, said = other.run("erase", "--member", made["member_id"], code=1, typed="n\n")
    assert "Erase this person for good?" in said and '"partner_links": 1' in said
    _, said = other.run("erase", "--member", made["member_id"], code=1)
    told, _ = other.run("erase", "--member", made["member_id"], "--org", made["organisation"], "--yes")
    assert told["logs"][made["log_id"]] == {"consents": 2, "looks": 1, "partner_links": 1, "vault": 2}
    _, said = other.run("erase", "--member", made["member_id"], "--yes", code=1)
    assert said == "There is no such person."
    other.run("erase", "--yes", code=2)
    other.run("erase", "--member", made["member_id"], "--telegram-id", "1", code=2)
    again, _ = _again(other, folder)
    assert again["erased_again"] == 1


def _again(shell: Shell, folder: Path) -> tuple[dict[str, Any], str]:
    """The disk with the database is lost; the folder beside the key is not."""
    shutil.rmtree(shell.folder / "postgres")
    return shell.run("restore", "--dir", str(folder / "backup"))
