"""From a command to a draft: everything about one act that can be said without looking at the rest of the day."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.organisations import Organisation
from actions.commands import Evidence, InputsUnusable, QuantityOutOfRange, RecordAction, UnitMismatch
from actions.plausibility import check_time, quantity_in
from actions.tables import Subject
from kernel.ids import PROGRAMME
from methodologies.catalogue import Catalogue
from methodologies.contract import KindUnknown
from methodologies.kinds import Kind
from methodologies.package import Package


@dataclass(slots=True)
class Draft:
    """One act, understood and keyed; `inputs` are the exact object for the methodology.

    package None: the act is recorded and the grams are withheld.  local: its moment in the organisation's zone.
    """

    command: RecordAction
    subject: Subject
    kind: Kind
    package: Package | None
    inputs: dict[str, object]
    quantity: int
    local: datetime
    occurred_on: date
    evidence: Evidence
    measured: bool
    idem: UUID
    fingerprint: bytes
    personal: dict[str, object]


class Drafting:
    """The rules of one organisation at one moment; which package applies is found once for all alike."""

    def __init__(self, organisation: Organisation, catalogue: Catalogue, now: datetime) -> None:
        self._organisation = organisation
        self._catalogue = catalogue
        self._now = now
        self._zone = ZoneInfo(organisation.zone)
        self._chosen: dict[tuple[str, str | None, date], Package | None] = {}

    def draft(self, command: RecordAction, subject: Subject, idem: UUID, fingerprint: bytes) -> Draft:
        """Reads one command; raises what is wrong with it.  idem, fingerprint: as `natural_key` gives."""
        kind = self._catalogue.kinds.get(command.kind)
        if kind is None or not kind.counts:
            raise KindUnknown(kind=command.kind)
        check_time(command.occurred_at, self._now, partner=command.partner is not None)
        local = command.occurred_at.astimezone(self._zone)
        occurred_on = local.date()
        region = self._region(subject)
        package = self._package(kind, region, occurred_on)
        evidence = cast(Evidence, self._catalogue.evidence_level(package, command.evidence_kind))
        quantity, inputs = _activity(command, kind, package, region, occurred_on, self._catalogue, evidence)
        return Draft(
            command=command,
            subject=subject,
            kind=kind,
            package=package,
            inputs=inputs,
            quantity=quantity,
            local=local,
            occurred_on=occurred_on,
            evidence=evidence,
            # An operator or a partner vouches for it, however strong its proof.
            measured=evidence == "attested" or command.partner is not None,
            idem=idem,
            fingerprint=fingerprint,
            personal={
                "occurred_at": command.occurred_at.isoformat(),
                "person": str(subject.person_id),
                "source": command.source,
                "external_id": command.external_id,
            },
        )

    def _package(self, kind: Kind, region: str | None, occurred_on: date) -> Package | None:
        alike = (kind.code, region, occurred_on)
        if alike not in self._chosen:
            methodology_set = self._organisation.methodology_set
            self._chosen[alike] = self._catalogue.choose(*alike[:2], methodology_set, occurred_on, self._now.date())
        return self._chosen[alike]

    def _region(self, subject: Subject) -> str | None:
        """The organisation's region; in the programme, which serves many places, the person's own comes first."""
        if self._organisation.id == PROGRAMME:
            return subject.region or self._organisation.region
        return self._organisation.region or subject.region


def _activity(
    command: RecordAction,
    kind: Kind,
    package: Package | None,
    region: str | None,
    occurred_on: date,
    catalogue: Catalogue,
    evidence: str,
) -> tuple[int, dict[str, object]]:
    """The quantity in base units and the inputs that go into the entry."""
    if command.unit is not None and command.unit != kind.unit:
        raise UnitMismatch(kind=kind.code, unit=command.unit, expected=kind.unit)
    if command.inputs is not None:
        if package is None:
            raise InputsUnusable(kind=kind.code)
        inputs = catalogue.completed(package, catalogue.normalised(package, command.inputs), region, occurred_on)
        catalogue.quantify(package, inputs, evidence)  # refuses what the caps could not be counted in
        # Caps and quantities read what the schema promises, so inputs that break it are refused here, alone.
        catalogue.quantify(package, inputs, catalogue.evidence_level(package, command.evidence_kind))
        quantity = quantity_in(
            command.inputs,
            _quantity_name(next(use.inputs for use in kind.methodologies if use.methodology == package.id)),
        )
    else:
        quantity = 1 if command.quantity is None and kind.unit == "event" else command.quantity or 0
        inputs = (
            withheld_inputs(quantity, kind.unit, region, occurred_on)
            if package is None
            else catalogue.inputs_for(kind.code, package, quantity, region, occurred_on)
        )
    if not kind.minimum <= quantity <= kind.maximum:
        raise QuantityOutOfRange(
            kind=kind.code, quantity=str(quantity), minimum=kind.minimum, maximum=kind.maximum, unit=kind.unit
        )
    return quantity, inputs


def withheld_inputs(quantity: int, unit: str, region: str | None, occurred_on: date) -> dict[str, object]:
    """What an entry says of an act that no methodology prices: how much, when, and where as far as known."""
    place = {} if region is None else {"region": region}
    return {"occurred_on": occurred_on.isoformat(), "quantity": quantity, "unit": unit, **place}


def _quantity_name(template: Mapping[str, object]) -> str:
    """The name under which a kind's template puts the quantity into a methodology's inputs."""
    for name, value in template.items():
        if value == "$quantity":
            return name
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping) and (found := _quantity_name(item)):
                return found
    return ""


def natural_key(command: RecordAction, organisation_key: bytes) -> tuple[UUID, bytes]:
    """The natural key, unique for ever, and the fingerprint of what was said under it.

    Both are keyed by the organisation: they link to nobody without its key, and outlive an erasure.
    """
    natural = command.source.encode() + b"\x00" + command.external_id.encode()
    who = str(command.member_id or command.person_id)
    inputs = "" if command.inputs is None else json.dumps(command.inputs, sort_keys=True)
    said = (command.kind, str(command.quantity), inputs, command.occurred_at.isoformat(), who)
    content = "\n".join(said).encode()
    return (
        UUID(bytes=hmac.digest(organisation_key, b"natural|" + natural, "sha256")[:16]),
        hmac.digest(organisation_key, b"fingerprint|" + content, "sha256")[:16],
    )
