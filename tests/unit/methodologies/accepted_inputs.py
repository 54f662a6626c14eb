"""Inputs that a package accepts, made from its own input schema and a seed, for properties of all packages."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from methodologies.catalogue import Catalogue
from methodologies.contract import InputRefused
from methodologies.package import Package

Schema = Mapping[str, Any]
Inputs = dict[str, Any]

LAST_DAY = date(2026, 12, 31)
EVERYDAY = 30_000
TRIES = 400
PER_CENT = 100


def accepted_inputs(catalogue: Catalogue, package: Package, seed: int) -> Inputs:
    """Inputs of any size that the package accepts; the same for the same seed."""
    maker = _Maker(package, Random(seed))
    named = {
        "magnitude",
        "too_large",
        "division_by_zero",
        *(check["name"] for check in package.document.get("checks", [])),
    }
    for _ in range(TRIES):
        found = maker.object(package.document["inputs"])
        try:
            catalogue.quantify(package, found, "attested")
        except InputRefused as error:
            # Only a named check of the whole object may fail: a wrong field would be this maker's own mistake.
            assert error.params["reason"] in named, (package.name, error.params, found)
        else:
            return found
    raise AssertionError(f"no inputs that {package.name} accepts: teach this maker what its checks want")


class _Maker:
    """Values for a closed schema.  One that chooses a vehicle's factor names the people inside, any other does not."""

    def __init__(self, package: Package, random: Random) -> None:
        self._package, self._random = package, random
        factors = package.factors
        vehicles = {name for name, factor in factors.items() if factor.per == "vehicle"}
        self._vehicles = vehicles | {factors[name].factor_id for name in vehicles}

    def object(self, schema: Any) -> Inputs:
        fields = dict(schema["properties"])
        if "occupants" in fields:
            fields.pop("occupants")
        optional = [name for name in fields if name not in schema["required"]]
        either = {"mode", "factor_id"} & set(optional) if "unpowered" not in optional else {"mode", "unpowered"}
        if len(either) > 1:
            # A package that has both wants exactly one of them.
            fields.pop(self._random.choice(sorted(either)))
        elif optional and self._random.random() < 0.5:
            fields.pop(self._random.choice(optional))
        found = {name: self._value(field) for name, field in fields.items()}
        named = {found.get("mode"), found.get("factor_id")}
        if "occupants" in schema["properties"] and named & self._vehicles:
            found["occupants"] = self._value(schema["properties"]["occupants"])
        return found

    def _value(self, schema: Any) -> Any:
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        match schema["type"]:
            case "object":
                return self.object(schema)
            case "array":
                return self._array(schema)
            case "boolean":
                return self._random.random() < 0.5
            case "integer":
                return self._whole(schema["minimum"], schema["maximum"])
        match schema["format"]:
            case "date":
                return self._day()
            case "region":
                return self._random.choice(["CN-GD-SZ", "CN-SC", "GB", "US-CAMX", "FR"])
            case "decimal":
                return self._decimal(schema)
        raise AssertionError(schema)

    def _array(self, schema: Any) -> list[Any]:
        size = self._random.randint(schema["minItems"], min(schema["maxItems"], max(schema["minItems"], 5)))
        parts = [self._value(schema["items"]) for _ in range(size)]
        if "share" not in schema["items"].get("properties", {}):
            return parts
        cuts = sorted(self._random.randint(0, PER_CENT) for _ in parts[1:])
        shares = [high - low for low, high in zip([0, *cuts], [*cuts, PER_CENT], strict=True)]
        return [{**part, "share": _text(share, 2)} for part, share in zip(parts, shares, strict=True)]

    def _whole(self, least: int, most: int) -> int:
        """Mostly sizes of every day, sometimes the smallest or the largest that is allowed."""
        size = self._random.random()
        if size < 0.1:
            return self._random.choice([least, most])
        return self._random.randint(least, most if size < 0.3 else min(most, max(least, EVERYDAY)))

    def _day(self) -> str:
        first = self._package.activity_from
        last = max(first, min(self._package.activity_to or LAST_DAY, LAST_DAY))
        return (first + timedelta(days=self._random.randint(0, (last - first).days))).isoformat()

    def _decimal(self, schema: Any) -> str | int:
        places = self._random.choice([0, 1, 2, 6, 12])
        least, most = (int(schema[name].replace(".", "") + "0" * places) for name in ("minimum", "maximum"))
        scales = [len(str(schema[name]).partition(".")[2]) for name in ("minimum", "maximum")]
        both = max(scales)
        number = self._random.randint(least * 10 ** (both - scales[0]), most * 10 ** (both - scales[1]))
        if places + both == 0 and "integer" in schema["type"]:
            return number
        return _text(number, places + both)


def _text(number: int, places: int) -> str:
    """`number` with its last digits behind the point, in the one text form of a decimal."""
    digits = str(number).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return f"{whole}.{part}" if part else whole
