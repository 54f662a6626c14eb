"""A dropped-in methodology is recordable by API, by quantity and by the package's own inputs."""

from pathlib import Path
from typing import Any

import pytest

from app.schema import FOLDER

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def methodologies_dir() -> Path:
    return FOLDER.parent / "tests" / "vectors" / "drop_in"


@pytest.mark.parametrize("activity", [{"quantity": 3000, "unit": "m"}, {"inputs": {"distance_m": 3000}}])
async def test_a_partner_records_a_shared_bike(
    container: Any, tenant: Any, post: Any, activity: dict[str, object]
) -> None:
    body = {k: v for k, v in tenant.action(container, kind="shared_bike").items() if k not in ("quantity", "unit")}
    answer = await post("/v1/actions", body | activity)
    made = answer.json()
    assert answer.status_code == 201, made
    assert (made["methodology"], made["quantity"], made["evidence"]) == ("shared-bike/1", 3000, "attested")
    assert made["reduction_mg"] > 0
