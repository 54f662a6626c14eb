"""Planting defects: a function of the product with one of its lines changed, so that a promise's test is seen to fail."""

import inspect
import textwrap
from types import FunctionType
from typing import Any

import pytest

FAILS = (AssertionError, pytest.fail.Exception)
"""What a test that does not hold raises: the second where nothing was raised that should have been."""


def plant(patching: pytest.MonkeyPatch, owner: Any, name: str, sound: str, defect: str) -> None:
    """Replaces `owner.name` by a function whose source says `defect` where it said `sound`.

    owner: the module or class that the function stands in; others that took it by name keep the sound one.  Fails where
    the function no longer says `sound` exactly once: then the proof is about a line that is gone.
    """
    patching.setattr(owner, name, planted(getattr(owner, name), sound, defect))


def planted(function: FunctionType, sound: str, defect: str) -> Any:
    """The function with a defect, over the globals of its own module."""
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(sound) == 1, f"{function.__qualname__} no longer says {sound!r}: name what took its place"
    made: dict[str, Any] = {}
    exec(compile(source.replace(sound, defect), inspect.getfile(function), "exec"), function.__globals__, made)
    return made[function.__name__]
