"""The example day is written by a script that knows nothing of the product, and always writes the same files."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DAY = Path(__file__).parents[2] / "examples" / "day"
SCRIPTS = sorted(DAY.glob("*.py"))
WRITTEN = (
    "organisation.json",
    "updates.ndjson",
    "rides.ndjson",
    "expected.json",
    "expected_rides.ndjson",
    "hand_worked.md",
)


def _imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file.name} imports relatively"
            found.add(str(node.module).partition(".")[0])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("__import__", "exec", "eval"), f"{file.name} imports by another way"
    return found


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_the_script_imports_the_standard_library_and_its_neighbours_only(file: Path) -> None:
    neighbours = {script.stem for script in SCRIPTS}
    strangers = _imported(file) - set(sys.stdlib_module_names) - neighbours
    assert not strangers
    assert "importlib" not in _imported(file)


def test_a_product_import_would_be_found(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text("from methodologies.catalogue import Catalogue\n")
    assert _imported(planted) - set(sys.stdlib_module_names) == {"methodologies"}


def test_the_script_runs_where_there_is_no_product_and_writes_the_kept_files(tmp_path: Path) -> None:
    for file in [*SCRIPTS, DAY / "factors.json"]:
        shutil.copy(file, tmp_path / file.name)
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}]; import generate as g; g.main()",
    ]
    subprocess.run(command, check=True, cwd=tmp_path, timeout=60)
    for name in WRITTEN:
        assert (tmp_path / name).read_bytes() == (DAY / name).read_bytes(), name


def test_the_day_is_as_large_as_it_says() -> None:
    counts = json.loads((DAY / "expected.json").read_text())["counts"]
    assert counts["people"] == 300
    assert len((DAY / "updates.ndjson").read_text().splitlines()) == counts["updates"] >= 1_500
    assert len((DAY / "rides.ndjson").read_text().splitlines()) == counts["rides"] >= 5_000
    assert counts["told_and_sent"] >= 100


def test_thirty_cases_are_worked_out_by_hand() -> None:
    cases = json.loads((DAY / "expected.json").read_text())["hand_worked"]
    page = (DAY / "hand_worked.md").read_text()
    assert len(cases) == page.count("\n## ") == 30
    for number, (case, section) in enumerate(zip(cases, page.split("\n## ")[1:], strict=True), 1):
        assert section.startswith(f"{number}. {case['title']}\n")
        assert f"{case['reduction_mg']:,} mg, verified {case['verified_mg']:,} mg." in section
