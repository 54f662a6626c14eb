"""The engine alone on one core: single-segment trips through a package that was compiled once, and loading them all.

Beside it one methodology written by hand, with the same refusals, the same result and the same trace.
"""

import time
from collections.abc import Callable
from functools import partial

from benchmarks.by_hand import ByHand
from benchmarks.figures import Figure, Target, interleaved
from benchmarks.ground import Ground
from benchmarks.scale import Scale
from methodologies import engine
from methodologies.catalogue import Catalogue
from methodologies.contract import Result

Quantify = Callable[[dict[str, object]], Result]
TRIPS: list[dict[str, object]] = [
    {
        "region": "CN-GD-SZ",
        "occurred_on": f"2026-11-{1 + number % 28:02}",
        "segments": [{"mode": ("metro", "bev_bus")[number % 2], "distance_m": 1_000 + 7 * number}],
    }
    for number in range(8_000)
]


def both() -> tuple[Quantify, Quantify]:
    """The shipped package, compiled, and the same methodology written by hand."""
    package = Catalogue.load(plugins=[]).package("cn-sz-lcpt/2021.1")
    by_hand = ByHand({key: (factor.value, factor.factor_id) for key, factor in package.factors.items()})
    quantifier = engine.compiled(package.document)
    return lambda inputs: quantifier.quantify(inputs, "attested"), by_hand.quantify


async def measure(_: Ground, scale: Scale) -> list[Figure]:
    """Trips a second: the trace to be told when somebody asks, and every trace told; milliseconds of loading."""
    compiled, by_hand = both()
    kept = await interleaved(scale.turns(2 * scale.rounds), partial(_round, by_hand), partial(_round, compiled))
    told = await interleaved(scale.turns(scale.rounds), partial(_told, by_hand), partial(_told, compiled))
    loads = [_load_ms() for _ in scale.turns(scale.rounds)]
    half = Target(share=0.5)
    return [
        Figure("trips quantified", "trips/s", kept[1], Target(at_least=100_000)),
        Figure("trips beside code written by hand", "trips/s", kept[1], half, kept[0]),
        Figure("the same, every trace told", "trips/s", told[1], half, told[0]),
        Figure(f"loading the catalogue, {len(Catalogue.load().packages)} packages", "ms", loads, Target(at_most=300)),
    ]


async def _round(quantify: Quantify) -> float:
    begun = time.perf_counter()
    for trip in TRIPS:
        quantify(trip)
    return len(TRIPS) / (time.perf_counter() - begun)


async def _told(quantify: Quantify) -> float:
    begun = time.perf_counter()
    for trip in TRIPS:
        _ = quantify(trip).trace
    return len(TRIPS) / (time.perf_counter() - begun)


def _load_ms() -> float:
    begun = time.perf_counter()
    Catalogue.load()
    return 1_000 * (time.perf_counter() - begun)
