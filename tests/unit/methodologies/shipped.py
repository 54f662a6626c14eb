"""The packages that ship: loaded once in a process, for every module of this folder that walks them all."""

from collections.abc import Callable

import pytest

from methodologies.catalogue import Catalogue
from methodologies.package import Package

CATALOGUE = Catalogue.load(plugins=[])


def each(chosen: Callable[[Package], bool] = lambda _: True) -> pytest.MarkDecorator:
    """Runs a test with every package that is chosen, as `package`."""
    packages = [(name, package) for name, package in sorted(CATALOGUE.packages.items()) if chosen(package)]
    return pytest.mark.parametrize("package", [pytest.param(package, id=name) for name, package in packages])
