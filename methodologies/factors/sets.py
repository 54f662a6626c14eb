"""What is known of each set of factors: issuer, days, licence, boundary, and how well its values are confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from methodologies.fields import Document, day, integer, mapping, mappings, one_of, text, texts, wrong
from methodologies.numbers import is_decimal

FORMAT = "leafledger-factor-sets/1"
DAY_RULES = ("label_year", "latest_published", "open", "reproduce_only")
"""Activities of the year that the set is labelled with; those since the set was published and until the next was; any
since it began; none, for it only reproduces old figures."""
CREDITS = ("yes", "held", "no")
CONFIRMED_BY = ("official_workbook", "issuers_repository", "transcription", "quotation", "abstract")
_BOUNDARIES = ("direct", "life_cycle")


@dataclass(frozen=True, slots=True)
class FactorSet:
    """One set.  ids: row ids, or beginnings of them that end in `*`.  published_on: year, month or day, as far as known.

    first_on, last_on: days of activities that it serves, by `rule`.  use_by: last day on which a new package may be
    made of it.  copies: independent transcriptions that agree.  credit: whether a creditable package may use it;
    `held` where its lots wait.  boundary: None for reduction factors.
    """

    name: str
    ids: tuple[str, ...]
    title: Mapping[str, str]
    issuer: str
    published_on: str | None
    rule: str
    first_on: date
    last_on: date | None
    use_by: date | None
    licence: str
    attribution: str
    gases: tuple[str, ...]
    boundary: str | None
    confirmed_by: str
    sha256: str | None
    copies: int
    credit: str
    about: Mapping[str, str]
    plausible: Mapping[str, tuple[Decimal, Decimal]]

    def serves(self, on: date) -> bool:
        """Whether activities of that local day are priced by it; never for one that only reproduces old figures."""
        begun = self.first_on <= on and (self.last_on is None or on <= self.last_on)
        return begun and self.rule != "reproduce_only"

    def reaches(self, factor_id: str) -> int:
        """How much of an id this set's `ids` name: 0 for nothing, more for the longer beginning, most for the id."""
        if factor_id in self.ids:
            return len(factor_id) + 1
        return max(
            (len(one) - 1 for one in self.ids if one.endswith("*") and factor_id.startswith(one[:-1])), default=0
        )


@dataclass(frozen=True, slots=True)
class Sets:
    """All sets by name, and the plausible published values by unit."""

    named: Mapping[str, FactorSet]
    plausible: Mapping[str, tuple[Decimal, Decimal]]

    def of(self, factor_id: str) -> FactorSet | None:
        """The one set that a row belongs to, None where there is none or where two claim it alike."""
        reached = sorted(self.named.values(), key=lambda one: one.reaches(factor_id), reverse=True)
        if not reached or not reached[0].reaches(factor_id):
            return None
        alike = len(reached) > 1 and reached[1].reaches(factor_id) == reached[0].reaches(factor_id)
        return None if alike else reached[0]

    def range_of(self, of: FactorSet, unit: str) -> tuple[Decimal, Decimal]:
        """The lowest and the highest published value that is plausible."""
        nothing = (Decimal(1), Decimal(0))
        return of.plausible.get(unit) or self.plausible.get(unit, nothing)


def read_sets(document: Document) -> Sets:
    """The sets of `sets.json`; raises `PackageInvalid` at the first fault."""
    if document.get("format") != FORMAT:
        raise wrong("format")
    found: dict[str, FactorSet] = {}
    for row in mappings(document, "sets"):
        made = _set(row)
        if made.name in found:
            raise wrong(made.name)
        found[made.name] = made
    return Sets(found, _ranges(mapping(document, "plausible")))


def _set(row: Document) -> FactorSet:
    days, confirmation = mapping(row, "days"), mapping(row, "confirmation")
    return FactorSet(
        name=text(row, "set"),
        ids=texts(row, "ids"),
        title=_both(row, "title"),
        issuer=text(row, "issuer"),
        published_on=None if row.get("published_on") is None else text(row, "published_on"),
        rule=one_of(days, "rule", DAY_RULES),
        first_on=day(days, "from"),
        last_on=None if days.get("to") is None else day(days, "to"),
        use_by=None if row.get("use_by") is None else day(row, "use_by"),
        licence=text(row, "licence"),
        attribution=text(row, "attribution"),
        gases=texts(row, "gases"),
        boundary=None if row.get("boundary") is None else one_of(row, "boundary", _BOUNDARIES),
        confirmed_by=one_of(confirmation, "by", CONFIRMED_BY),
        sha256=None if confirmation.get("sha256") is None else text(confirmation, "sha256"),
        copies=integer(confirmation, "copies", 1),
        credit=one_of(row, "credit", CREDITS),
        about=_both(row, "about"),
        plausible=_ranges(mapping(row, "plausible")) if "plausible" in row else {},
    )


def _both(row: Document, name: str) -> dict[str, str]:
    found = mapping(row, name)
    return {locale: text(found, locale) for locale in ("zh", "en")}


def _ranges(found: Document) -> dict[str, tuple[Decimal, Decimal]]:
    ranges = {}
    for unit, pair in found.items():
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
            raise wrong("plausible")
        if not all(is_decimal(one) for one in pair):
            raise wrong("plausible")
        ranges[unit] = (Decimal(pair[0]), Decimal(pair[1]))
    return ranges
