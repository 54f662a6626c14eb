"""What a verifier refuses."""

from pathlib import Path
from typing import Any

import pytest

from ledger import invalid


def refused(check: Any, directory: Path) -> invalid.LogInvalid:
    with pytest.raises(invalid.LogInvalid) as caught:
        check(directory)
    return caught.value
