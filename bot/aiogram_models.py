"""Imports aiogram so that each of its 600 models is built when it is first used; the bot needs some dozens of them.

aiogram defers the building itself (`defer_build`), and yet builds every type at the end of its import, because its
modules import each other's names for type checkers alone.  Here they get these names for real, as pydantic looks for them
in a model's own module, and nothing is built ahead: three seconds of a start and 95 MB of memory less.  It works only
before anything else has imported aiogram, which is why `bot/__init__.py` does it.
"""

import sys
from importlib import import_module
from typing import Any

from pydantic import BaseModel


def _later(_model: type[BaseModel], /, **_how: Any) -> None:
    """Stands in for `model_rebuild` while aiogram is imported."""


def _import_unbuilt() -> None:
    rebuild = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(_later)  # type: ignore[assignment, method-assign]
    try:
        types = import_module("aiogram.types")
        names = {name: getattr(types, name) for name in types.__all__}
        names["Default"] = import_module("aiogram.client.default").Default
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
    for module in [module for name, module in sys.modules.items() if name.startswith("aiogram.types.")]:
        for name, value in names.items():
            vars(module).setdefault(name, value)


if "aiogram" not in sys.modules:
    _import_unbuilt()
