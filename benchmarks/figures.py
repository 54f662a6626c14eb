"""What a bench reports: two interleaved series, their medians, the target, and the table that shows them."""

import statistics
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

Round = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Target:
    """What is promised.  at_least, at_most: of the product's median; share: of product over reference."""

    share: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    def met(self, product: float, reference: float | None) -> bool | None:
        """Whether the medians keep it; None where nothing is promised."""
        if self.share is not None and reference:
            return product / reference >= self.share
        if self.at_least is not None:
            return product >= self.at_least
        return None if self.at_most is None else product <= self.at_most

    def __str__(self) -> str:
        if self.share is not None:
            return f"≥ {self.share:.0%}"
        if self.at_least is not None:
            return f"≥ {_number(self.at_least)}"
        return "–" if self.at_most is None else f"≤ {_number(self.at_most)}"


@dataclass(frozen=True)
class Figure:
    """One line of the table.  product, reference: a value a round, in `unit`; notes: what to know beside it."""

    name: str
    unit: str
    product: Sequence[float]
    target: Target
    reference: Sequence[float] = ()
    notes: Sequence[str] = field(default=())

    def cells(self) -> list[str]:
        """Name, unit, rounds, reference, product, spread of the product, ratio, target, met."""
        product = statistics.median(self.product)
        reference = statistics.median(self.reference) if self.reference else None
        met = self.target.met(product, reference)
        return [
            self.name,
            self.unit,
            str(len(self.product)),
            "–" if reference is None else _number(reference),
            _number(product),
            f"{_number(min(self.product))}…{_number(max(self.product))}",
            "–" if not reference else f"{product / reference:.0%}",
            str(self.target),
            "–" if met is None else "yes" if met else "no",
        ]


HEADINGS = ["figure", "unit", "rounds", "reference", "product", "least…most", "ratio", "target", "met"]


def table(figures: Sequence[Figure]) -> str:
    """The figures as a Markdown table, their notes below it."""
    lines = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    written = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
    written.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    notes = [f"- {figure.name}: {note}" for figure in figures for note in figure.notes]
    return "\n".join([*written, "", *notes])


async def interleaved(turns: Iterable[int], reference: Round, product: Round) -> tuple[list[float], list[float]]:
    """Both series, measured in turn; every other round begins with the product, so that neither is always second."""
    references: list[float] = []
    products: list[float] = []
    for number in turns:
        if number % 2:
            products.append(await product())
            references.append(await reference())
        else:
            references.append(await reference())
            products.append(await product())
    return references, products


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
