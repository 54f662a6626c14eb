"""The verifier's files, copied out and run with nothing beside them but the standard library and `cryptography`."""

import json
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import kernel

ROOT = Path(kernel.__file__).parent.parent
LOG = ROOT / "tests" / "vectors" / "log_v1"
LISTED = re.compile(r"^((?:ledger|kernel|methodologies)/)\{?([a-z_, ]+)\}?\.py$", re.MULTILINE)
PROGRAM = """
import json, sys
from pathlib import Path
sys.path[:] = [sys.argv[1], *(path for path in sys.path if "site-packages" not in path), sys.argv[2]]
from ledger import proof, verify
from methodologies.engine import recompute
found = verify.verify(Path(sys.argv[3]), None, recompute)
strangers = {name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names) - {"__main__", "__mp_main__"}
print(json.dumps([found.size, found.recomputed, found.with_report, sorted(strangers)]))
"""


def _files() -> list[str]:
    """The list on docs/proofs.md, as paths."""
    page = (ROOT / "docs" / "proofs.md").read_text("utf-8")
    named = [f"{folder}{name}.py" for folder, names in LISTED.findall(page) for name in names.split(", ")]
    assert len(named) > 20
    return named


def test_the_files_that_the_page_lists_verify_a_log_alone(tmp_path: Path) -> None:
    for name in [*_files(), "ledger/__init__.py", "kernel/__init__.py", "methodologies/__init__.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM, str(tmp_path), sysconfig.get_path("purelib"), str(LOG)],
        capture_output=True, text=True, check=False, cwd=tmp_path, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    size, recomputed, with_report, strangers = json.loads(done.stdout)
    assert (size, recomputed, with_report) == (187, 94, True)
    assert set(strangers) <= {"ledger", "kernel", "methodologies", "cryptography", "_openssl", "_cffi_backend", "cffi"}


def test_no_listed_file_could_be_left_out() -> None:
    reached = set[str]()
    for name in _files():
        text = (ROOT / name).read_text("utf-8")
        modules = re.findall(r"^from ((?:ledger|kernel|methodologies)\.\w+) ", text, re.MULTILINE)
        for names in re.findall(r"^from ledger import (.+)$", text, re.MULTILINE):
            modules += [f"ledger.{one}" for one in names.split(", ")]
        reached |= {f"{one.replace('.', '/')}.py" for one in modules}
    assert reached | {"ledger/verify.py", "methodologies/engine.py"} == set(_files())
