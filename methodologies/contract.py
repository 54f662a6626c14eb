"""What the engine, a plugin and their callers share: the result, its trace, the error family, the plugin protocol."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol

from kernel.errors import DomainError

EVIDENCE_LEVELS = ("self_reported", "corroborated", "attested")
"""From the weakest to the strongest."""
CREDIT_CLASSES = ("market", "company", "estimate", "none")
OPEN = "open"
NO_IMPACTS: Mapping[str, int] = MappingProxyType({})


class MethodologyError(DomainError):
    """The root of everything a methodology refuses."""

    code = "methodology_error"


class InputRefused(MethodologyError):
    """The inputs break the package's schema or one of its checks.

    pointer: JSON pointer to the wrong value ("" is the whole object).  reason: the schema keyword or the check's name.
    """

    code = "input_refused"


class RegionNotCovered(InputRefused):
    """The methodology does not reach this region, and no neighbour stands in for it.

    region: the code asked for.  covered: the codes it reaches, with commas between.  methodology; pointer and reason as
    for any input.
    """

    code = "region_not_covered"


class ActivityOutOfDate(MethodologyError):
    """The activity's day lies outside the days the methodology speaks about.

    occurred_on, activity_from, activity_to: ISO dates (`OPEN` where the methodology has no end).  pointer: to the day.
    """

    code = "activity_out_of_date"


class FactorMissing(MethodologyError):
    """An input names a factor that is not among the package's own.  factor: the name asked for."""

    code = "factor_missing"


class EvidenceNotAccepted(MethodologyError):
    """The package does not list this kind of evidence.  evidence, methodology: both codes."""

    code = "evidence_not_accepted"


class MethodologyUnknown(MethodologyError):
    """No loaded package has this name.  methodology: `id/version` or id."""

    code = "methodology_unknown"


class KindUnknown(MethodologyError):
    """No loaded kind has this code.  kind: the code."""

    code = "kind_unknown"


class PackageInvalid(MethodologyError):
    """A package or word file may not be loaded.  file: its name or id.  reason: a code.  at: where in the file."""

    code = "package_invalid"


class PackagePastUseBy(MethodologyError):
    """After its use-by date a package recomputes old entries and seals no new ones.  methodology, use_by."""

    code = "package_past_use_by"


class TraceStep(NamedTuple):
    """One step of the sum.  `code` has a sentence in every language, `params` are its plain values."""

    code: str
    params: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Result:
    """What a package says about one activity, in whole milligrams.

    signed_mg: baseline minus project before discount, rounded down; negative where the act emitted more.
    reduction_mg: what may be credited, >= 0, discount taken off, rounded down once, caps not applied.
    emission_mg: for an inventory only, rounded up; its signed_mg and reduction_mg are 0.
    factors: keys of the package's factors that were used, in the order of use.
    impacts: what else the act does, by the package's own key, in whole units; never summed with milligrams of CO2e.
    """

    signed_mg: int
    reduction_mg: int
    emission_mg: int | None
    factors: tuple[str, ...]
    explain: Callable[[], tuple[TraceStep, ...]] = field(repr=False, compare=False)
    impacts: Mapping[str, int] = field(default_factory=lambda: NO_IMPACTS)

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """The sum step by step; worked out only when somebody asks why."""
        return self.explain()


class Plugin(Protocol):
    """A methodology that data cannot say: a pure function without clock, network, locale or float.

    document: a package without `formula`, whose `plugin` is the name of the entry point.
    """

    @property
    def document(self) -> Mapping[str, object]:
        """The package's data: id, version, inputs, factors, evidence, golden cases."""
        ...

    def quantify(self, inputs: Mapping[str, object], evidence: str) -> Result:
        """The result for inputs that already passed the document's schema."""
        ...
