"""The verifier can be lifted out: standard library, `cryptography`, two kernel modules and itself."""

import ast
import sys
from pathlib import Path

import pytest

LEDGER = Path(__file__).parents[3] / "ledger"


def pure_modules() -> set[str]:
    """What `ledger.verify` and the receipt reader reach, by following imports."""
    found, waiting = set[str](), ["verify", "proof"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [one.removeprefix("ledger.") for one in imports(name) if one.startswith("ledger.")]
    return found


def imports(name: str) -> set[str]:
    """The modules that a ledger module names in its imports."""
    named = set[str]()
    for node in ast.walk(ast.parse((LEDGER / f"{name}.py").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "ledger":
            named |= {f"ledger.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(str(node.module))
    return named


@pytest.mark.parametrize("name", sorted(pure_modules()))
def test_a_pure_module_imports_no_framework_and_no_database(name: str) -> None:
    allowed = {"cryptography", "ledger", *sys.stdlib_module_names}
    for imported in imports(name):
        assert imported.partition(".")[0] in allowed or imported in ("kernel.errors", "kernel.units"), imported


def test_the_verifier_reaches_all_that_it_should() -> None:
    assert pure_modules() == {
        "archive", "canonical", "checkpoint", "entry", "invalid", "logged", "manifest", "merkle", "note", "policy", "proof",
        "replay", "tiles", "totals", "verify",
    }  # fmt: skip
