"""What is counted of an act that is neither metres nor grams nor watt-hours: litres, sheets, floors, lamps, times."""

from collections.abc import Mapping
from decimal import Decimal

TIMES = "trip"
_COUNTERS: Mapping[str, str] = {
    "water_saving": "litre",
    "stairs": "floor",
    "paperless": "sheet",
    "e_invoice": "sheet",
    "duplex": "sheet",
    "step_donation": "step",
    "tree_planting": "tree",
    "led_swap": "lamp",
    "appliance": "piece",
    "secondhand": "piece",
}
"""Kind -> what its quantity counts, where that is not times."""
_EACH: Mapping[str, frozenset[str]] = {
    "e_invoice": frozenset(("piece", TIMES)),
    "tree_planting": frozenset(("piece",)),
    "led_swap": frozenset(("piece",)),
    "appliance": frozenset((TIMES,)),
    "secondhand": frozenset((TIMES,)),
    "lights_off": frozenset(("lamp", "piece")),
    "own_cup": frozenset(("cup", "piece")),
    "own_bag": frozenset(("piece",)),
    "video_meeting": frozenset(("meeting", "piece")),
    "veg_meal": frozenset(("meal", "piece")),
    "clean_plate": frozenset(("meal", "piece")),
    "no_cutlery": frozenset(("meal", "piece")),
    "standby_off": frozenset(("piece",)),
    "quiz": frozenset(("piece",)),
    "event_checkin": frozenset(("meeting",)),
    "setpoint_check": frozenset(("piece",)),
    "setpoint_exceeded": frozenset(("piece",)),
}
"""Kind -> other counters that come to the same: four lamps turned off are four times."""
COUNTERS = frozenset((TIMES, "piece", "sheet", "lamp", "floor", "cup", "meeting", "tree", "meal", "step", "count"))
"""Counters by which a kind of an installation's own may be told."""
LITRES: Mapping[str, Decimal] = {
    "litre": Decimal(1),
    "ml": Decimal("0.001"),
    "m3": Decimal(1000),
    "tonne": Decimal(1000),
}
"""Litres of water in each; a tonne of water is a cubic metre, and is asked about."""


def counter(kind: str) -> str:
    """What the quantity of an event kind counts."""
    return _COUNTERS.get(kind, TIMES)


def fits(kind: str, unit: str) -> bool:
    """Whether a number with the soft unit is the quantity of the kind; `count` is a number right before its word."""
    own = counter(kind)
    if own == "litre":
        return unit in LITRES and unit != "tonne"
    if kind not in _COUNTERS and kind not in _EACH:
        return unit in COUNTERS
    return unit in (own, "count") or unit in _EACH.get(kind, frozenset())
