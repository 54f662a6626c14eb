"""Versions of the Shenzhen methodology for tests: dropped in as a file, the product started anew over the same data."""

import copy
import json
from collections.abc import Mapping
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any

from app.schema import FOLDER
from app.settings import Settings

SHIPPED = FOLDER.parent / "methodologies" / "packages" / "cn-sz-lcpt-2021.1.json"
OLD = "cn-sz-lcpt/2021.1"


def version(number: str, *, metro: str = "46.8", metro_cap_m: int = 120_000, **fields: Any) -> dict[str, Any]:
    """The shipped file as another version, its golden cases worked out with the value that is given."""
    made: dict[str, Any] = copy.deepcopy(json.loads(SHIPPED.read_text("utf-8")))
    made |= {"version": number, "supersedes": OLD, "packaged_on": "2026-11-17", **fields}
    factors = {factor["key"]: factor for factor in made["factors"]}
    factors["metro"]["value"] = metro
    made["caps"][1]["max"] = metro_cap_m
    for case in made["golden"]:
        case["input"]["occurred_on"] = max(case["input"]["occurred_on"], made["activity_from"])
        case["reduction_mg"] = floor(
            sum(
                Fraction(factors[leg["mode"]]["value"]) * leg["distance_m"]
                for leg in case["input"]["segments"]
            )
        )  # fmt: skip
    return made


def write(folder: Path, *documents: Mapping[str, Any]) -> Path:
    """Puts packages into a folder, a file each; the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in documents:
        (folder / f"{document['id']}-{document['version']}.json").write_text(json.dumps(document), "utf-8")
    return folder


def drop_in(settings: Settings, *documents: Mapping[str, Any]) -> Path:
    """Puts packages where the next start finds them; the folder."""
    return write(settings.drop_in_dir, *documents)
