"""The example plugin, installed from its own folder as a stranger would: found, checked, run and recomputed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import methodologies

ROOT = Path(methodologies.__file__).parent.parent
INPUTS = {
    "region": "CN-GD",
    "occurred_on": "2026-11-20",
    "earlier_wh": [{"wh": wh} for wh in (9_000, 8_000, 10_000, 30_000, 9_500, 0, 9_200)],
    "actual_wh": 8_200,
}
PROGRAM = """
import json, sys
from methodologies.catalogue import Catalogue
from methodologies.plugins import installed, recomputing
document = Catalogue.load().package("median-week/1").document
entry = {"inputs": json.loads(sys.argv[1]), "evidence": "attested"}
print(json.dumps([recomputing(plugins)(document, entry) for plugins in (installed(), [])]))
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment that holds the plugin, and nothing else that this one does not."""
    target = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps", "--no-index"]
    where = ["--target", str(target), str(ROOT / "examples" / "plugin")]
    done = subprocess.run([*pip, *where], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(target)))}


def quantify(environment: dict[str, str], inputs: dict[str, object]) -> tuple[int, dict[str, object]]:
    command = [sys.executable, "-m", "app", "quantify", "median-week/1", "--input", json.dumps(inputs)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60)
    return done.returncode, json.loads(done.stdout)


def test_the_command_line_runs_it_with_its_trace(environment: dict[str, str]) -> None:
    code, answer = quantify(environment, INPUTS)
    assert (code, answer["reduction_mg"], answer["factors"]) == (0, 441_900, ["CN-GD"])
    assert "9200 Wh − 8200 Wh" in str(answer["trace_text"])


def test_its_schema_is_kept_like_that_of_any_package(environment: dict[str, str]) -> None:
    code, answer = quantify(environment, {**INPUTS, "actual_wh": -1})
    assert (code, answer["code"], answer["pointer"]) == (1, "input_refused", "/actual_wh")


def test_whoever_has_it_recomputes_its_entries_and_others_say_that_they_cannot(environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(INPUTS)],
        env=environment, capture_output=True, text=True, check=False, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert json.loads(done.stdout) == [[441_900, 441_900], None], done.stderr
