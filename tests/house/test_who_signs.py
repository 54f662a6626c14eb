"""Checkpoints alone are signed, by who integrates: no door opens a signing key, and one place opens them at all."""

import re

import pytest

from tests.house.sources import PACKAGES, python


def _naming(pattern: str, *folders: str) -> set[str]:
    """The modules in which the pattern stands."""
    named = re.compile(pattern).search
    files = python(*folders)
    assert len(files) > 10
    return {name for name, text in files.items() if named(text)}


def test_a_logs_seed_is_opened_in_one_place() -> None:
    assert _naming(r"\.open_log_seed\(", *PACKAGES) == {"app/log_keys.py"}


def test_a_checkpoint_is_signed_by_the_integrator_alone() -> None:
    assert _naming(r"\bcheckpoint\.sign\(", *PACKAGES) == {"ledger/integrator.py"}
    assert _naming(r"\bintegrator\.integrate\(", *PACKAGES) == {"app/signing.py"}


@pytest.mark.parametrize("door", ["api", "bot", "simulator"])
def test_no_door_has_a_signing_key(door: str) -> None:
    assert _naming(r"\b(SigningKey|LogKeys|log_keys?\b|open_log_seed|app\.signing)", door) == set()
