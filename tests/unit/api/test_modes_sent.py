"""The modes that the API takes are those that a kind may offer."""

from typing import get_args

from api.routers.recording import Mode
from methodologies.kinds import MODES


def test_the_modes_of_the_api_are_those_of_the_kinds() -> None:
    assert get_args(Mode) == MODES
