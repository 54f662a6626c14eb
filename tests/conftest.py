"""The real services for integration tests: one embedded PostgreSQL and Valkey a run, one fresh database a module."""

import asyncio
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
import structlog
from pydantic import SecretStr

from app.container import Container, build
from app.migrate import migrate
from app.programs import Postgres, Valkey
from app.settings import Settings


@pytest.fixture(autouse=True)
def _logging_of_its_own() -> Iterator[None]:
    """Plain lines, and no test's closed output left to the next one's log.

    The default draws a trace with every local of every frame, which takes many times as long as the test that it is of.
    """
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def services() -> Iterator[tuple[Postgres, Valkey]]:
    """Both servers, with a migrated database `template_leaf` that fresh ones are copied from."""
    directory = Path(tempfile.mkdtemp(prefix="leaf-"))
    postgres, valkey = Postgres(directory / "postgres"), Valkey(directory / "valkey")
    postgres.start()
    valkey.start()

    async def prepare() -> None:
        await postgres.prepare()
        await migrate(postgres.url("lf_owner"))

    asyncio.run(prepare())
    yield postgres, valkey
    postgres.stop()
    valkey.stop()
    shutil.rmtree(directory, ignore_errors=True)


PACKAGES = Path(__file__).parents[1] / "methodologies" / "packages"
UK = "UK-DESNZ-2026-"


@pytest.fixture(scope="session")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to drop in: the kind `gondola`, whose methodology asks what would have been used instead.

    Its figures are those of `modeshift/1`, and it counts in Shenzhen.
    """
    package = json.loads((PACKAGES / "modeshift-1.json").read_text("utf-8"))
    package |= {
        "id": "gondola-shift",
        "status": "active",
        "region": "CN-GD-SZ",
        "activity_to": None,
        "use_by": "2099-12-31",
    }
    package["inputs"]["properties"]["region"] = {"const": "CN-GD-SZ"}
    for case in package["golden"]:
        case["input"]["region"] = "CN-GD-SZ"
    use = {
        "methodology": "gondola-shift",
        "inputs": {"distance_m": "$quantity", "baseline": "$instead", "project": {"factor_id": f"{UK}rail-light-tram"}},
        "instead": {
            "car_alone": {"factor_id": f"{UK}car-average-unknown-km", "occupants": "1"},
            "car": {"factor_id": f"{UK}car-average-unknown-km", "occupants": "1.5"},
            "metro": {"factor_id": f"{UK}rail-london-underground"},
            "bus": {"factor_id": f"{UK}bus-london"},
        },
    }
    kind = {
        "code": "gondola", "unit": "m", "category": "travel", "icon": "🚠", "catalogue_codes": [],
        "titles": {"zh": "缆车", "en": "Gondola"}, "words": {"zh": ["缆车"], "en": ["gondola"]},
        "limits": {"min": 1, "max": 60_000, "ask_above": 30_000}, "methodologies": [use],
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("asking")
    (folder / "gondola-shift.json").write_text(json.dumps(package), "utf-8")
    (folder / "gondola.kinds.json").write_text(json.dumps({"format": "leafledger-kinds/1", "kinds": [kind]}), "utf-8")
    return folder


_COUNT = iter(range(1_000_000))


@pytest.fixture
async def settings(services: tuple[Postgres, Valkey], tmp_path: Path) -> AsyncIterator[Settings]:
    """Settings that point at a fresh copy of the migrated database, and at an empty Redis."""
    postgres, valkey = services
    name = f"leaf_{next(_COUNT)}"
    admin = await asyncpg.connect(postgres.url(database="postgres"))
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE leafledger OWNER lf_owner")
        yield Settings(
            data_dir=tmp_path / "data",
            database_url=SecretStr(postgres.url("lf_app", name)),
            database_owner_url=SecretStr(postgres.url("lf_owner", name)),
            redis_url=SecretStr(valkey.url().replace("/0", f"/{next(_COUNT) % 16}")),
        )
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()


@pytest.fixture
async def container(settings: Settings) -> AsyncIterator[Container]:
    """A running product without doors, on a fresh database."""
    async with build(settings) as built:
        await built.redis.flushdb()
        yield built
