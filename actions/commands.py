"""What a door hands to the recorder, what it gets back, and every way in which the world can be wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from accounts.partners import Partner
from kernel.errors import DomainError
from kernel.ids import public

if TYPE_CHECKING:
    from actions.plausibility import DayAct

Evidence = Literal["attested", "corroborated", "self_reported"]
Status = Literal["recorded", "pending_review", "verified", "corrected", "reversed"]


class UnitMismatch(DomainError):
    """The quantity is in another unit than the kind is measured in."""

    code = "unit_mismatch"


class QuantityOutOfRange(DomainError):
    """The quantity is outside what this kind can be."""

    code = "quantity_out_of_range"


class InputsUnusable(DomainError):
    """`inputs` were given for a kind that no methodology in force covers, or without a readable quantity."""

    code = "inputs_unusable"


class InputsContradictKind(DomainError):
    """Whole inputs speak of another kind of act.  pointer: JSON pointer within them.  kind: the one that was said."""

    code = "inputs_contradict_kind"


class ActionOutOfTime(DomainError):
    """The act lies in the future or before the window in which it may be recorded."""

    code = "action_out_of_time"


class SourceForeign(DomainError):
    """The event names another source than the one its key is bound to."""

    code = "source_foreign"


class ExternalIdConflict(DomainError):
    """(source, external_id) exists with other content."""

    code = "external_id_conflict"


class IdempotencyKeyReused(DomainError):
    """The key was used with another body."""

    code = "idempotency_key_reused"


class SameAgain(DomainError):
    """The person said the same thing within half an hour; ask whether it is another one."""

    code = "same_again"


class ClaimedAlready(DomainError):
    """Another act was paid for the same thing: a meter's days, an appliance, the car of a car-free day.

    action_id: the other act, `act_…`.  kind: its kind.
    """

    code = "claimed_already"


class DayFull(DomainError):
    """The day's cap leaves nothing for the correction."""

    code = "day_full"


class ActionUnknown(DomainError):
    """No such action, or it is somebody else's."""

    code = "action_unknown"


class ActionFinal(DomainError):
    """The action is already reversed, or its state forbids the step."""

    code = "action_final"


class UndoTooLate(DomainError):
    """The ten minutes are over."""

    code = "undo_too_late"


class NotYours(DomainError):
    """Nobody reviews their own or their team's records."""

    code = "not_yours_to_review"


class EvidenceTooWeak(DomainError):
    """Self-reported grams cannot be verified as they stand."""

    code = "evidence_too_weak"


@dataclass(slots=True)
class RecordAction:
    """One act to be recorded.  Nobody changes it (a frozen dataclass takes four times as long to make).

    quantity: base units of the kind (m, g, Wh, events); or `inputs`: the methodology's own object without `region`
    and `occurred_on`.  (source, external_id) is unique for ever within the organisation.  evidence_kind: what proves
    it, in the methodology's words.  partner and member_id: set for a partner's event, checked in the transaction.
    another: the person said that it is not the same act again.  review: they asked for a person to look.
    instead: the mode that they would have used, where the methodology asks for it (`methodologies.kinds.MODES`).
    in_passing: it was said by the way, so where the methodology's comparison is fixed it is no mistake and changes nothing.
    elsewhere: what stands of the person's day in other logs of theirs; caps and "the same again?" look at it too.
    """

    kind: str
    occurred_at: datetime
    source: str
    external_id: str
    person_id: UUID | None = None
    quantity: int | None = None
    unit: str | None = None
    inputs: Mapping[str, object] | None = None
    evidence_kind: str = "statement"
    partner: Partner | None = None
    member_id: UUID | None = None
    campaign_id: UUID | None = None
    another: bool = False
    review: bool = False
    instead: str | None = None
    in_passing: bool = False
    elsewhere: "Sequence[DayAct]" = ()


@dataclass(slots=True)
class Receipt:
    """What stands recorded.  Nobody changes it.

    seq: the `action.recorded` entry.  reduction_mg: what stands now.  first: False when the key or the act was
    already known and this is the earlier receipt.  raised: this event raised the evidence of an earlier telling.
    reasons: codes (`pending`, `overlap`, `daily_cap`, …).
    """

    action_id: UUID
    log_id: str
    seq: int
    kind: str
    quantity: int
    unit: str
    occurred_on: date
    evidence: Evidence
    status: Status
    reduction_mg: int
    methodology: str | None
    credit_class: str
    inputs: Mapping[str, object]
    recorded_at: datetime
    reasons: tuple[str, ...] = field(default=())
    first: bool = True
    raised: bool = False

    @property
    def public_id(self) -> str:
        """`act_…`."""
        return public("act", self.action_id)


Outcome = Receipt | DomainError
