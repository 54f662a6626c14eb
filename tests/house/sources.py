"""The product's own files, by the packages that pyproject.toml lists."""

import tomllib
from pathlib import Path

import kernel

ROOT = Path(kernel.__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = tuple(PROJECT["tool"]["mypy"]["files"])
BESIDE = ("migrations", "benchmarks", "examples", "deploy")


def python(*folders: str) -> dict[str, str]:
    """Each Python file below the folders: its path from the root, and its text."""
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    return {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}
