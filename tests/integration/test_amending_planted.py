"""The tests of what is verified seen to fail: each is run over a product with one line planted wrong."""

from typing import Any

import pytest

from actions import review
from tests.integration import test_amending as held
from tests.planting import FAILS, plant

office = held.office
TEAM = " AND ($3::uuid IS NULL OR (a.unit_id IS DISTINCT FROM $3 AND m.unit_id IS DISTINCT FROM $3))"


@pytest.mark.parametrize(
    ("owner", "name", "sound", "defect", "test"),
    [
        (review, "_separate", " or same_team", "", held.test_nobody_verifies_their_team),
        (review, "_separate", 'row["person_id"] == reviewer.id or ', "", held.test_nobody_verifies_themselves),
        (review, "_verify", 'act.evidence == "self_reported"', "False", held.test_self_reported_grams_are_not_verified),
        (
            review.Reviewing,
            "reject",
            '"reduction_mg": -act.reduction_mg',
            '"reduction_mg": 0',
            held.test_attested_rides_are_released_in_bulk_and_a_rejection_lowers_the_total,
        ),
        (
            review.Reviewing,
            "approve",
            'if photo and act.evidence == "self_reported":',
            "if False:",
            held.test_a_photo_that_a_reviewer_accepts_raises_the_evidence_and_verifies,
        ),
    ],
    ids=[
        "a team's own",
        "one's own",
        "no evidence",
        "a rejection that takes nothing back",
        "a photo that proves nothing",
    ],
)
async def test_grams_that_are_called_verified_and_are_not_are_seen(
    office: held.Office, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, sound: str, defect: str, test: Any
) -> None:
    plant(monkeypatch, owner, name, sound, defect)
    with pytest.raises(FAILS):
        await test(office)


@pytest.mark.parametrize(
    ("sound", "test"),
    [
        (TEAM, held.test_attested_rides_are_released_in_bulk_and_a_rejection_lowers_the_total),
        (" AND a.person_id IS DISTINCT FROM $2", held.test_nobody_verifies_themselves),
    ],
    ids=["a team's own", "one's own"],
)
async def test_a_release_in_bulk_of_what_is_ones_own_is_seen(
    office: held.Office, monkeypatch: pytest.MonkeyPatch, sound: str, test: Any
) -> None:
    assert review._REVIEWABLE.count(sound) == 1
    number = "$3" if "$3" in sound else "$2"
    monkeypatch.setattr(
        review, "_REVIEWABLE", review._REVIEWABLE.replace(sound, f" AND {number}::uuid IS DISTINCT FROM a.id")
    )
    with pytest.raises(FAILS):
        await test(office)
