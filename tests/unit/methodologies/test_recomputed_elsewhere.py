"""Every package recomputes in another place, zone and locale, with neither factor files nor package files beside it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import kernel
from methodologies.caps import cut
from methodologies.catalogue import Catalogue
from tests.unit.methodologies.accepted_inputs import accepted_inputs

ROOT = Path(kernel.__file__).parent.parent
SEEDS = range(4)
PROGRAM = """
import json, sys, time
sys.path[:] = [sys.argv[1], *(path for path in sys.path if "site-packages" not in path)]
from methodologies import engine
told = []
for asked in json.load(sys.stdin):
    package = json.loads(asked["published"])
    result = engine.quantify(package, asked["inputs"], "attested")
    told.append([result.signed_mg, result.reduction_mg, result.emission_mg, engine.recompute(package, asked["entry"])])
print(json.dumps([time.tzname[0], told]))
"""


@pytest.fixture(scope="module")
def asked() -> list[dict[str, Any]]:
    """Acts under every package, each with the published bytes of the package, as they stand in a log."""
    catalogue = Catalogue.load(plugins=[])
    found = []
    for package in catalogue.packages.values():
        for seed in SEEDS:
            # An entry holds what the day's limits left.
            inputs, _ = cut(package, accepted_inputs(catalogue, package, seed), [0] * len(package.caps))
            assert inputs is not None
            result = catalogue.quantify(package, inputs, "attested")
            entry = {"inputs": inputs, "evidence": "attested", "factors": list(result.factors)}
            expected = [result.signed_mg, result.reduction_mg, result.emission_mg]
            published = package.canonical.decode("utf-8")
            found.append({"published": published, "inputs": inputs, "entry": entry, "expected": expected})
    return found


@pytest.mark.parametrize(
    ("zone", "short", "locale", "seed"), [("Pacific/Kiritimati", "+14", "de_DE.UTF-8", "1"), ("UTC", "UTC", "C", "2")]
)
def test_every_package_recomputes_from_published_bytes_anywhere(
    asked: list[dict[str, Any]], tmp_path: Path, zone: str, short: str, locale: str, seed: str
) -> None:
    # Folders have no dot in their names: those of the packages and the factors stay behind.
    for folder in ("kernel", "methodologies"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=lambda _, names: [one for one in names if "." not in one]
        )
    assert not list(tmp_path.glob("**/*.csv")) and not list(tmp_path.glob("**/packages"))
    done = subprocess.run(
        [sys.executable, "-S", "-s", "-c", PROGRAM, str(tmp_path)],
        input=json.dumps(asked), capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60,
        env={"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PATH": os.defpath},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    zone_told, told = json.loads(done.stdout)
    assert zone_told == short
    for one, (signed_mg, reduction_mg, emission_mg, recomputed) in zip(asked, told, strict=True):
        assert [signed_mg, reduction_mg, emission_mg] == one["expected"]
        assert recomputed == [signed_mg, reduction_mg]
