"""From a command to a draft: everything about one act that can be said without looking at the rest of the day."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from accounts.organisations import Organisation
from actions import instead
from actions.commands import (
    Evidence,
    InputsContradictKind,
    InputsUnusable,
    QuantityOutOfRange,
    RecordAction,
    UnitMismatch,
)
from actions.plausibility import check_time, quantity_in
from actions.subjects import Subject
from kernel.ids import PROGRAMME
from methodologies.catalogue import Catalogue
from methodologies.contract import KindUnknown, Result
from methodologies.kinds import MODES, Kind, ModeUnknown, Use
from methodologies.package import Package
from privacy.vault import Part

RANDOM_BYTES = 32
"""Of each act: 16 for its entry, 16 for its id."""


@dataclass(slots=True)
class Draft:
    """One act, understood and keyed; `inputs` are the exact object for the methodology.

    package None: the act is recorded and the grams are withheld; otherwise `worth` is what it says of these inputs.
    local: the act's moment in the organisation's zone.  action_id: the act's, if it becomes one of its own.  part: what
    goes into the vault.  now: when it is recorded.  basis: whose word the mode is that would have been used instead,
    where the package asks.
    """

    command: RecordAction
    subject: Subject
    kind: Kind
    package: Package | None
    worth: Result | None
    inputs: dict[str, object]
    quantity: int
    local: datetime
    occurred_on: date
    evidence: Evidence
    measured: bool
    action_id: UUID
    idem: UUID
    fingerprint: bytes
    part: Part
    now: datetime
    basis: str | None = None


Place = tuple[str | None, date]
"""The region, where one is known, and the local day."""
Activity = tuple[int, dict[str, object], Result | None]
"""Quantity in base units, the inputs that go into the entry, and what they are worth; None where no package applies."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The package that prices a kind of act, how it is asked about it, and what the server alone fills in."""

    package: Package
    use: Use
    place: dict[str, object]


class Drafting:
    """The rules of one organisation at one moment; which package applies is found once for all alike."""

    def __init__(self, organisation: Organisation, catalogue: Catalogue, now: datetime) -> None:
        self._organisation = organisation
        self._catalogue = catalogue
        self._now = now
        self._zone = ZoneInfo(organisation.zone)
        self._chosen: dict[tuple[str, str | None, date], Chosen | None] = {}

    def draft(self, command: RecordAction, subject: Subject, keyed: tuple[UUID, bytes], random: bytes) -> Draft:
        """Reads one command; raises what is wrong with it.

        keyed: as `natural_key` gives.  random: `RANDOM_BYTES` of the operating system's, used for nothing else.
        """
        kind = self._catalogue.kinds.get(command.kind)
        if kind is None or not kind.counts:
            raise KindUnknown(kind=command.kind)
        check_time(command.occurred_at, self._now, partner=command.partner is not None)
        local = command.occurred_at.astimezone(self._zone)
        occurred_on = local.date()
        region = self._region(subject)
        chosen = self._choice(kind, region, occurred_on)
        if chosen is not None and command.inputs is None and not chosen.use.told:
            # One number is not enough for it: the act is kept without grams, as where no methodology applies.
            chosen = None
        package = None if chosen is None else chosen.package
        evidence = cast(Evidence, self._catalogue.evidence_level(package, command.evidence_kind))
        if command.instead is not None and command.instead not in MODES:
            raise ModeUnknown(command.instead, MODES)
        place, basis = (region, occurred_on), None
        if command.inputs is not None:
            quantity, inputs, worth = _given(command, kind, package, place, self._catalogue, evidence)
        else:
            quantity = _quantity(command, kind)
            inputs, basis = self._inputs(command, subject, kind, chosen, quantity, place)
            worth = None if package is None else self._catalogue.quantify(package, inputs, evidence)
        return Draft(
            command=command,
            subject=subject,
            kind=kind,
            package=package,
            worth=worth,
            inputs=inputs,
            quantity=quantity,
            local=local,
            occurred_on=occurred_on,
            evidence=evidence,
            # An operator or a partner vouches for it, however strong its proof.
            measured=evidence == "attested" or command.partner is not None,
            action_id=UUID(bytes=random[16:]),
            idem=keyed[0],
            fingerprint=keyed[1],
            part=subject.key.part(
                self._organisation.log_id,
                {
                    "occurred_at": command.occurred_at,
                    "person": str(subject.person_id),
                    "source": command.source,
                    "external_id": command.external_id,
                },
                random[:16],
            ),
            now=self._now,
            basis=basis,
        )

    def _inputs(
        self, command: RecordAction, subject: Subject, kind: Kind, chosen: Chosen | None, quantity: int, place: Place
    ) -> tuple[dict[str, object], str | None]:
        """The inputs of a command that states a quantity, and whose word their baseline is; raises `ModeUnknown`."""
        if chosen is None:
            return withheld_inputs(quantity, kind.unit, *place, command.instead), None
        said = command.instead if chosen.use.instead or not command.in_passing else None
        words = (said, subject.usual_mode, self._organisation.commute_baseline)
        mode, basis = instead.settled(
            chosen.use,
            words,
            lambda: instead.least(self._catalogue, kind.code, chosen.package.name, *place),
        )
        return {**chosen.use.filled(quantity, mode), **chosen.place}, basis

    def _choice(self, kind: Kind, region: str | None, occurred_on: date) -> Chosen | None:
        alike = (kind.code, region, occurred_on)
        if alike not in self._chosen:
            methodology_set = self._organisation.methodology_set
            package = self._catalogue.choose(*alike[:2], methodology_set, occurred_on, self._now.date())
            self._chosen[alike] = None if package is None else self._asked(kind, package, (region, occurred_on))
        return self._chosen[alike]

    def _asked(self, kind: Kind, package: Package, place: Place) -> Chosen:
        use = instead.use_of(self._catalogue, kind.code, package)
        return Chosen(package, use, self._catalogue.completed(package, {}, *place))

    def _region(self, subject: Subject) -> str | None:
        """The organisation's region; in the programme, which serves many places, the person's own comes first."""
        if self._organisation.id == PROGRAMME:
            return subject.region or self._organisation.region
        return self._organisation.region or subject.region


def _quantity(command: RecordAction, kind: Kind) -> int:
    """The quantity that a command states; raises `UnitMismatch` and `QuantityOutOfRange`."""
    if command.unit is not None and command.unit != kind.unit:
        raise UnitMismatch(kind=kind.code, unit=command.unit, expected=kind.unit)
    quantity = 1 if command.quantity is None and kind.unit == "event" else command.quantity or 0
    check_range(kind, quantity, kind.maximum)
    return quantity


def _given(
    command: RecordAction, kind: Kind, package: Package | None, place: Place, catalogue: Catalogue, evidence: str
) -> Activity:
    """A command that states the methodology's inputs, and in them what would have been used instead."""
    if package is None or command.inputs is None:
        raise InputsUnusable(kind=kind.code)
    if command.instead is not None:
        raise ModeUnknown(command.instead, ())
    inputs = catalogue.completed(package, catalogue.normalised(package, command.inputs), *place)
    # First of all: quantities and caps read what the schema promises.
    worth = catalogue.quantify(package, inputs, evidence)
    use = next(use for use in kind.methodologies if use.methodology == package.id)
    odd = use.contradicted(command.inputs)
    if odd is not None:
        raise InputsContradictKind(kind=kind.code, pointer=odd)
    quantity = quantity_in(command.inputs, use.quantity_name)
    check_range(kind, quantity, kind.maximum_of_inputs)
    return quantity, inputs, worth


def check_range(kind: Kind, quantity: int, most: int) -> None:
    """Raises `QuantityOutOfRange`."""
    if not kind.minimum <= quantity <= most:
        raise QuantityOutOfRange(
            kind=kind.code, quantity=str(quantity), minimum=kind.minimum, maximum=most, unit=kind.unit
        )


def withheld_inputs(
    quantity: int, unit: str, region: str | None, occurred_on: date, mode: str | None = None
) -> dict[str, object]:
    """What an entry says of an act that no methodology prices: how much, when, and where as far as known.

    mode: what the person said that they would have used instead.
    """
    known = {name: value for name, value in (("region", region), ("instead", mode)) if value is not None}
    return {"occurred_on": occurred_on.isoformat(), "quantity": quantity, "unit": unit, **known}


def region_in(inputs: Mapping[str, object]) -> str | None:
    """Where an act of these inputs was, as far as they say it."""
    region = inputs.get("region")
    return str(region) if region else None


def natural_key(command: RecordAction, organisation_key: bytes) -> tuple[UUID, bytes]:
    """The natural key, unique for ever, and the fingerprint of what was said under it: 16 bytes each.

    Both are keyed by the organisation (BLAKE2b, RFC 7693): they link to nobody without its key, and outlive an erasure.
    """
    inputs = None if command.inputs is None else json.dumps(command.inputs, sort_keys=True)
    who = command.member_id or command.person_id
    told = (command.kind, str(command.quantity), inputs, command.occurred_at, who)
    # Whoever says nothing of it says the same as before there was the question.
    said = orjson.dumps(told if command.instead is None else (*told, command.instead), default=str)
    natural = f"{command.source}\0{command.external_id}".encode()
    return UUID(bytes=_keyed(natural, organisation_key, b"natural")), _keyed(said, organisation_key, b"fingerprint")


def _keyed(said: bytes, key: bytes, purpose: bytes) -> bytes:
    return hashlib.blake2b(said, digest_size=16, key=key, person=purpose).digest()
