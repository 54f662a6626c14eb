"""The list of what must be refused, at the catalogue; the same list goes through the command line and the API."""

import pytest

from kernel.errors import DomainError
from methodologies.catalogue import Catalogue
from tests.unit.methodologies.refusals import REFUSALS, Refusal, told


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_it_is_refused_with_its_field(catalogue: Catalogue, case: Refusal) -> None:
    with pytest.raises(DomainError) as caught:
        catalogue.quantify(catalogue.package(case.methodology), case.inputs, "attested")
    assert (caught.value.code, told(dict(caught.value.params))) == (case.code, case.field)
