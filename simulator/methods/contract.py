"""What a method is: the simulation and the call's parameters in, the result out."""

from collections.abc import Awaitable, Callable
from typing import Any

from simulator.simulation import Simulation
from simulator.wire import Parameters

Method = Callable[[Simulation, Parameters], Awaitable[Any]]
"""Raises `Refusal` for whatever Telegram refuses."""
