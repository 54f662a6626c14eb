"""`leafledger recalculate` as an operator types it: look, keep the digest, post, look again."""

import asyncio
import csv
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.container import Container
from app.settings import Settings
from kernel.ids import public
from tests.integration.core.versions import OLD, drop_in, version

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

NEW = "cn-sz-lcpt/2021.8"


@pytest.fixture
def dropped_in(settings: Settings) -> None:
    drop_in(settings, version("2021.8", metro="46.7"))


@pytest.fixture
async def box(dropped_in: None, box: Container) -> Container:
    return box


async def command(settings: Settings, *words: str, code: int = 0) -> tuple[dict[str, Any], str]:
    """What the command prints, and what it says beside."""
    assert settings.database_url is not None and settings.redis_url is not None
    environment = {
        **os.environ,
        "LEAFLEDGER_DATA_DIR": str(settings.data_dir),
        "LEAFLEDGER_DATABASE_URL": settings.database_url.get_secret_value(),
        "LEAFLEDGER_REDIS_URL": settings.redis_url.get_secret_value(),
        "LC_ALL": "C",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app", *words, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, said = await process.communicate()
    assert process.returncode == code, said.decode()
    assert b"Traceback" not in said
    return json.loads(out) if out.strip() else {}, said.decode()


async def test_a_dry_run_its_report_and_the_posting(company: "Company", settings: Settings, tmp_path: Path) -> None:
    org, report = public("org", company.org_id), tmp_path / "report.csv"
    act = await company.record(company.tell(10_000))
    await company.record(company.tell(3_000, kind="bus"))
    told, _ = await command(settings, "recalculate", OLD, NEW, "--org", org, "--report", str(report))
    assert (told["looked_at"], told["changed"], told["to_post"], told["refused"]) == (2, 1, 1, {})
    assert told["totals"] == {
        "acts": 2, "changed": 1, "before_mg": 548_700, "after_mg": 547_700, "difference_mg": -1_000,
    }  # fmt: skip
    lines = list(csv.DictReader(report.read_text("utf-8").splitlines()))
    assert tuple(lines[0][name] for name in ("action", "difference_mg", "outcome")) == (
        act.public_id, "-1000", "changed",
    )  # fmt: skip
    assert len(lines) == 2
    posting = ("recalculate", OLD, NEW, "--org", org, "--post", "--expect", told["digest"])
    posted, _ = await command(settings, *posting)
    assert posted["posted"] == {"corrected": 1, "moved": 0, "difference_mg": -1_000, "published": [NEW]}
    _, said = await command(settings, *posting, code=1)
    assert told["digest"] in said
    left, _ = await command(settings, "recalculate", OLD, NEW, "--org", org)
    assert (left["looked_at"], left["to_post"]) == (1, 0)


async def test_what_makes_no_sense_is_wrong_usage(settings: Settings) -> None:
    for words in (
        ("--org", "org_public"),
        (OLD, "--org", "org_public"),
        (OLD, NEW, "--true-up", "--org", "org_public"),
        (OLD, NEW, "--org", "org_public", "--post"),
        (OLD, NEW, "--org", "org_public", "--expect", "0" * 64),
        (OLD, NEW, "--org", "org_public", "--reason", "because"),
    ):
        await command(settings, "recalculate", *words, code=2)


async def test_what_is_not_there_is_said_in_a_sentence(company: "Company", settings: Settings) -> None:
    for words, expected in (
        ((OLD, "cn-sz-lcpt/1999", "--org", "org_public"), "cn-sz-lcpt/1999"),
        ((OLD, NEW, "--org", "nonsense"), "org"),
        ((OLD, NEW, "--org", "org_public", "--report", "/dev/null/x.csv"), "/dev/null/x.csv"),
    ):
        _, said = await command(settings, "recalculate", *words, code=1)
        assert expected in said
