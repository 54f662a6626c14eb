"""Methodologies in Python: those that are installed, and how their entries are recomputed."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import entry_points

from methodologies import engine
from methodologies.contract import InputRefused, Plugin
from methodologies.package import canonical

GROUP = "leafledger.methodologies"
Evaluate = Callable[[Mapping[str, object], Mapping[str, object]], tuple[int, int] | None]


def installed() -> list[Plugin]:
    """The plugins of the entry-point group, by name."""
    return [point.load() for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)]


def recomputing(plugins: Iterable[Plugin]) -> Evaluate:
    """As `engine.recompute`, and with plugins for the packages whose bytes are theirs; None for any other plugin's."""
    known = {hashlib.sha256(canonical(plugin.document)).digest(): plugin for plugin in plugins}

    def recompute(package: Mapping[str, object], entry: Mapping[str, object]) -> tuple[int, int] | None:
        if "plugin" not in package:
            return engine.recompute(package, entry)
        plugin, inputs = known.get(hashlib.sha256(canonical(package)).digest()), entry.get("inputs")
        if plugin is None:
            return None
        if not isinstance(inputs, Mapping):
            raise InputRefused(pointer="", reason="type")
        engine.Gate(package).check(inputs)
        result = plugin.quantify(inputs, str(entry.get("evidence")))
        return result.signed_mg, result.reduction_mg

    return recompute
