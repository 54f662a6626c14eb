"""All packages and everyday kinds of one installation, and the choice among them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from methodologies import engine
from methodologies.contract import (
    EVIDENCE_LEVELS,
    EvidenceNotAccepted,
    KindUnknown,
    MethodologyError,
    MethodologyUnknown,
    PackageInvalid,
    PackagePastUseBy,
    Plugin,
    Result,
)
from methodologies.fields import parse
from methodologies.kinds import Kind, Use, extended, read_words
from methodologies.package import Package, read
from methodologies.plugins import installed
from methodologies.schema import normalised

HERE = Path(__file__).parent
LOCAL = "local"
"""In an organisation's set: every package of the person's own region."""
EVERYWHERE = "*"


class Catalogue:
    """What `load` found, and what was published since.  Its mappings are not to be changed.

    dropped_in: codes of the kinds that this installation added.
    """

    def __init__(self) -> None:
        self.packages: dict[str, Package] = {}
        self.kinds: dict[str, Kind] = {}
        self.dropped_in: frozenset[str] = frozenset()
        self._plugins: dict[str, Plugin] = {}
        self._gates: dict[str, engine.Gate] = {}
        self._evidence: dict[str, str] = {}
        self._serving: dict[str, tuple[Package, ...]] = {}
        self._waiting: set[str] = set()

    @classmethod
    def load(cls, *directories: Path, plugins: Iterable[Plugin] | None = None) -> "Catalogue":
        """The shipped packages and kinds, and those in `directories`.

        A directory holds packages (`*.json`) and words (`*.kinds.json`); dropping both in makes a kind recordable.
        plugins: Python methodologies; None takes the installed ones of the entry-point group.  Raises `PackageInvalid`
        for a file that breaks the format or fails one of its own golden cases: half a catalogue is not started with.
        """
        catalogue = cls()
        for directory in (HERE / "packages", *directories):
            files = [file for file in sorted(directory.glob("*.json")) if not file.name.endswith(".kinds.json")]
            for file in files:
                catalogue._add(read(parse(file.read_bytes(), file.name), file.name))
        for plugin in installed() if plugins is None else plugins:
            package = read(plugin.document, str(plugin.document.get("id")))
            catalogue._plugins[package.name] = plugin
            catalogue._add(package)
        catalogue._add_words(HERE / "kinds.json")
        shipped = frozenset(catalogue.kinds)
        for file in (file for one in directories for file in sorted(one.glob("*.kinds.json"))):
            catalogue._add_words(file)
        catalogue.dropped_in = frozenset(catalogue.kinds) - shipped
        catalogue._no_word_twice()
        catalogue._match()
        catalogue._try_kinds()
        return catalogue

    def publish(self, document: Mapping[str, object], *, in_force: bool) -> Package:
        """Adds a version that was published while the product runs; the same one again changes nothing.

        in_force: whether it may be chosen by now.  Raises `PackageInvalid`, for another file of the same name too.
        """
        package = read(document, str(document.get("id")))
        known = self.packages.get(package.name)
        if known is None:
            self._add(package)
            known = package
        elif known.sha256 != package.sha256:
            raise PackageInvalid(file=package.name, reason="package_twice", at="")
        if in_force:
            self._waiting.discard(known.name)
        else:
            self._waiting.add(known.name)
        self._match()
        return known

    def keep(self, document: Mapping[str, object]) -> Package:
        """Adds a version that a log holds and no file here does, to be computed and never chosen.

        Its entries were sealed by it: how its units fit, which is judged since, does not take it away.  Raises
        `PackageInvalid` like `publish`.
        """
        package = read(document, str(document.get("id")))
        self._add(package, kept=True)
        self._waiting.add(package.name)
        return package

    def package(self, name: str) -> Package:
        """The package called `id/version`; raises `MethodologyUnknown`."""
        found = self.packages.get(name)
        if found is None:
            raise MethodologyUnknown(methodology=name[:80])
        return found

    def kind(self, code: str) -> Kind:
        """The kind with this code; raises `KindUnknown`."""
        found = self.kinds.get(code)
        if found is None:
            raise KindUnknown(kind=code[:80])
        return found

    def choose(
        self,
        kind: str,
        region: str | None,
        methodology_set: Collection[str],
        occurred_on: date,
        recorded_on: date | None = None,
    ) -> Package | None:
        """The package that prices an act of `kind`, or None: then it is recorded and its grams are withheld.

        methodology_set: ids that the organisation chose; `local` stands for every package of the person's own region.
        The package of the narrowest region that holds the person's comes first (a city's before its country's); one for
        everywhere ("*") is taken only where it is named.  Of several
        versions the latest packaged one that covers the local day counts; where none does, one that prices the day
        provisionally.  With `recorded_on`, versions are left out whose factors were published later or which are not
        in force yet, and those past their use-by date; where nothing else would do, `PackagePastUseBy` is raised.
        """
        for candidates in self._candidates(kind, region, methodology_set, occurred_on, recorded_on):
            fresh = [one for one in candidates if recorded_on is None or recorded_on <= one.use_by]
            if fresh:
                return max(fresh, key=_newest)
            if candidates:
                stale = max(candidates, key=_newest)
                raise PackagePastUseBy(methodology=stale.name, use_by=stale.use_by.isoformat())
        return None

    def _candidates(
        self, kind: str, region: str | None, chosen: Collection[str], occurred_on: date, recorded_on: date | None
    ) -> Iterator[list[Package]]:
        """Groups of packages, the group to be preferred first."""
        known = [
            one
            for one in self._serving[self.kind(kind).code]
            if recorded_on is None or one.known_from is None or one.known_from <= recorded_on
        ]
        local = [one for one in known if one.place(region) is not None and (one.id in chosen or LOCAL in chosen)]
        anywhere = [one for one in known if one.region == EVERYWHERE and one.id in chosen]
        narrowest_first = sorted({one.region for one in local}, key=len, reverse=True)
        for group in (*([one for one in local if one.region == place] for place in narrowest_first), anywhere):
            yield [one for one in group if one.covers(occurred_on)]
            yield [one for one in group if one.provisional(occurred_on)]

    def inputs_for(
        self, kind: str, package: Package, quantity: int, region: str | None, occurred_on: date
    ) -> dict[str, object]:
        """The inputs object for `quantity` base units of `kind`, with region and day where the package has them.

        Raises `MethodologyUnknown` for a package that does not serve the kind.
        """
        use = next((use for use in self.kind(kind).methodologies if use.methodology == package.id), None)
        if use is None:
            raise MethodologyUnknown(methodology=package.name)
        return self.completed(package, use.filled(quantity), region, occurred_on)

    def completed(
        self, package: Package, inputs: Mapping[str, object], region: str | None, occurred_on: date
    ) -> dict[str, object]:
        """`inputs` as a partner sent them, with the region and the local day that the server alone fills in."""
        schema = package.document["inputs"]
        known = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
        added: dict[str, object] = {}
        if "region" in known and region is not None:
            added["region"] = package.place(region) or region
        if "occurred_on" in known:
            added["occurred_on"] = occurred_on.isoformat()
        return {**inputs, **added}

    def normalised(self, package: Package, inputs: Mapping[str, object]) -> dict[str, object]:
        """`inputs` with decimals in their one text form ("0.10" becomes "0.1"); for doors, before anything is stored."""
        found = normalised(package.document["inputs"], dict(inputs))
        assert isinstance(found, dict)  # It was one.
        return found

    def evidence_level(self, package: Package | None, evidence_kind: str) -> str:
        """The level that a kind of evidence reaches; raises `EvidenceNotAccepted` for one that is not listed.

        package: None for an act that no methodology prices; the list of `kinds.json` answers.
        """
        level = (self._evidence if package is None else package.evidence).get(evidence_kind)
        if level is None:
            raise EvidenceNotAccepted(evidence=evidence_kind[:40], methodology="" if package is None else package.name)
        return level

    def quantify(self, package: Package, inputs: Mapping[str, object], evidence: str) -> Result:
        """What `package` says about `inputs` at a level of evidence; raises like `engine.quantify`."""
        plugin = self._plugins.get(package.name)
        if plugin is None:
            return engine.quantify(package.document, inputs, evidence)
        self._gates[package.name].check(inputs)
        return plugin.quantify(inputs, evidence)

    def _add(self, package: Package, *, kept: bool = False) -> None:
        if package.name in self.packages:
            raise PackageInvalid(file=package.name, reason="package_twice", at="")
        if ("plugin" in package.document) is not (package.name in self._plugins):
            raise PackageInvalid(file=package.name, reason="plugin_missing", at="/plugin")
        if package.name in self._plugins:
            self._gates[package.name] = engine.Gate(package.document)
        elif not kept:
            _check_units(package)
        self._run_golden_cases(package)
        self.packages[package.name] = package

    def _run_golden_cases(self, package: Package) -> None:
        cases = package.document["golden"]
        if not isinstance(cases, list) or not cases:
            raise PackageInvalid(file=package.name, reason="golden_missing", at="/golden")
        for index, case in enumerate(cases):
            try:
                result = self.quantify(package, case["input"], case.get("evidence", "attested"))
                expected = {name: case[name] for name in ("reduction_mg", "emission_mg", "signed_mg") if name in case}
            except MethodologyError as error:
                where = error.params.get("at", f"/golden/{index}")
                reason = str(error.params.get("reason", error.code))
                raise PackageInvalid(file=package.name, reason=reason, at=where) from error
            except (KeyError, TypeError, AttributeError) as error:
                raise PackageInvalid(file=package.name, reason="golden", at=f"/golden/{index}") from error
            if not expected or any(getattr(result, name) != wanted for name, wanted in expected.items()):
                raise PackageInvalid(file=package.name, reason="golden_failed", at=f"/golden/{index}")

    def _add_words(self, file: Path) -> None:
        found = read_words(parse(file.read_bytes(), file.name), file.name, self.kinds)
        self._evidence.update(found.evidence)
        for kind in found.kinds:
            if kind.code in self.kinds:
                raise PackageInvalid(file=file.name, reason="kind_twice", at=f"/{kind.code}")
            self.kinds[kind.code] = kind
        for row in found.extensions:
            code = str(row["code"])
            self.kinds[code] = extended(self.kinds[code], row)

    def _match(self) -> None:
        for kind in self.kinds.values():
            wanted = {use.methodology for use in kind.methodologies}
            packages = (one for one in self.packages.values() if one.id in wanted and one.name not in self._waiting)
            self._serving[kind.code] = tuple(one for one in packages if one.status == "active")

    def _try_kinds(self) -> None:
        """Asks each package about the smallest and the largest that people may tell of each kind, by every mode.

        A template that its package refuses would be found out by a person, and one that names no package never.
        """
        known = {package.id for package in self.packages.values()}
        for kind in self.kinds.values():
            for use in kind.methodologies:
                if use.methodology not in known:
                    raise PackageInvalid(file=kind.code, reason="methodology_unknown", at=f"/{use.methodology}")
                for package in self._serving[kind.code] if use.told else ():
                    if package.id == use.methodology:
                        self._try_use(kind, use, package)

    def _try_use(self, kind: Kind, use: Use, package: Package) -> None:
        regions = package.known_regions()
        region = str(next(iter(regions))) if regions else None if package.region == EVERYWHERE else package.region
        for mode in use.instead or (None,):
            for quantity in (kind.minimum, kind.maximum):
                inputs = self.completed(package, use.filled(quantity, mode), region or "CN", package.activity_from)
                try:
                    self.quantify(package, inputs, EVIDENCE_LEVELS[-1])
                except MethodologyError as problem:
                    reason = str(problem.params.get("reason", problem.code))
                    at = f"/{package.name}{problem.params.get('pointer', '')}"
                    raise PackageInvalid(file=kind.code, reason=f"kind_unfit:{reason}", at=at) from problem

    def _no_word_twice(self) -> None:
        owners: dict[tuple[str, str], str] = {}
        for kind in self.kinds.values():
            for locale, words in kind.words.items():
                for word in words:
                    owner = owners.setdefault((locale, word.casefold()), kind.code)
                    if owner != kind.code:
                        # Which of the two was meant would be a guess, and a guess is silently wrong.
                        raise PackageInvalid(file=kind.code, reason="word_twice", at=word)


def _check_units(package: Package) -> None:
    try:
        misfit = engine.compiled(package.document).misfit
    except PackageInvalid as error:
        raise PackageInvalid(**{**error.params, "file": package.name}) from error
    if misfit is not None:
        raise PackageInvalid(file=package.name, reason=misfit[0], at=misfit[1])


def as_json(package: Package, inputs: Mapping[str, object], result: Result) -> dict[str, object]:
    """The result as plain JSON values: what `quantify` on the command line and the API print."""
    day = inputs.get("occurred_on")
    return {
        "methodology": package.name,
        "methodology_sha256": package.sha256,
        "signed_mg": result.signed_mg,
        "reduction_mg": result.reduction_mg,
        "emission_mg": result.emission_mg,
        "provisional": isinstance(day, str) and package.provisional(date.fromisoformat(day)),
        "factors": list(result.factors),
        "impacts": dict(result.impacts),
        "trace": [{"code": step.code, **step.params} for step in result.trace],
    }


def _newest(package: Package) -> tuple[date, tuple[int, ...]]:
    numbers = tuple(int(part) if part.isdigit() else 0 for part in package.version.split("."))
    return package.packaged_on, numbers
