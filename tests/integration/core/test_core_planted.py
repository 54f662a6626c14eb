"""The core's promise tests seen to fail: each is run over a product with one line planted wrong."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from actions import known_on, story
from app import container, log_keys, retention
from app.container import Container
from app.log_keys import LogKeys
from app.settings import Settings
from kernel import database
from kernel.work import Connection
from privacy.keys import KeyRing, SealBroken
from tests.integration.core import test_corrections_and_review as corrections
from tests.integration.core import test_erasure_requests as requests
from tests.integration.core import test_key_rotation as rotation
from tests.integration.core import test_keys_at_start as starts
from tests.integration.core import test_known_on as known
from tests.integration.core import test_log_key_file as key_file
from tests.integration.core import test_retention as kept
from tests.planting import FAILS, plant

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company

signer = key_file.signer
other = rotation.other


async def test_totals_of_a_day_that_know_what_came_later_are_seen(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    """The acts of later days are left out, and what became later of the earlier ones is not."""
    plant(monkeypatch, story.Story, "_note", 'record["recorded_on"] > self.known_on', "False")
    with pytest.raises(AssertionError, match=r"^assert {} == {"):
        await known.test_each_day_knows_what_was_recorded_by_then(company)


async def test_totals_that_are_always_todays_are_seen(company: "Company", monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, known_on, "totals", "Story(log_id, known_on)", "Story(log_id)")
    with pytest.raises(AssertionError):
        await known.test_verification_counts_from_its_day(company)


_DAYS = "days=days(container, rule))"


@pytest.mark.parametrize(
    ("name", "sound", "defect"),
    [
        *((name, _DAYS, _DAYS.replace("))", f") {off} 1)")) for name in ("updates", "looks") for off in "-+"),
        ("updates", "if rule.beside:", "if False:"),
        ("looks", "if not rule.beside:", "if False:"),
    ],
)
async def test_a_sweep_that_comes_early_late_or_never_is_seen(
    company: "Company", monkeypatch: pytest.MonkeyPatch, name: str, sound: str, defect: str
) -> None:
    plant(monkeypatch, retention, "sweep", sound, defect)
    with pytest.raises(AssertionError):
        await kept.test_a_class_goes_after_its_days_and_not_before(company, name)


async def test_days_that_are_not_the_settings_are_seen(company: "Company", monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, retention, "days", "return found", "return 2 * found")
    with pytest.raises(AssertionError):
        await kept.test_a_class_goes_after_its_days_and_not_before(company, "looks")


async def test_seeds_that_lie_under_everybodys_key_are_seen(
    company: "Company", signer: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The logs' own key is read, and the seeds are sealed under the key file that each door has."""
    plant(monkeypatch, KeyRing, "seal_log_seed", "self._log,", "self._shared_log,")
    with pytest.raises(pytest.fail.Exception, match=r"DID NOT RAISE.*SealBroken"):
        await key_file.test_who_has_no_key_of_the_logs_signs_nothing(company, signer)


async def test_a_rotation_without_overlap_is_seen(
    company: "Company", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, LogKeys, "signing", "for sealed, _ in living]", "for sealed, _ in living[-1:]]")
    with pytest.raises(AssertionError, match=r"\[False, True\] == \[True, True\]"):
        await rotation.test_in_the_overlap_both_sign_and_either_is_enough(company, tmp_path)


async def test_a_key_that_goes_before_it_signed_its_successor_in_is_seen(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, LogKeys, "_retire", "c.size > k.rotated_in", "true")
    with pytest.raises(AssertionError, match=r"\[False, True\] == \[True, True\]"):
        await rotation.test_a_key_does_not_retire_before_it_has_signed_its_successor_in(company)


async def test_rotations_that_do_not_wait_for_each_other_are_seen(
    company: "Company", other: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = asyncio.Barrier(2)

    async def together(connection: Connection, log_id: str) -> None:
        """Where the lock was, the two meet; whoever makes the first key is alone."""
        if await log_keys._living(connection, log_id):
            await asyncio.wait_for(both.wait(), 10)

    monkeypatch.setattr(log_keys, "_lock", together)
    with pytest.raises(AssertionError):
        await rotation.test_of_two_rotations_at_once_one_is_made(company, other)


async def test_a_restore_that_makes_a_withdrawn_request_true_is_seen(
    company: "Company", settings: Settings, elsewhere: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, requests.Erasing, "_everything", "if due_by is not None and", "if False and")
    ask = type(requests.erasing(company.container).requests)
    plant(monkeypatch, ask, "due", ' if self._tombstones.asked(row["id"])', "")
    with pytest.raises(AssertionError):
        await requests.test_a_request_that_was_taken_back_does_not_come_true_by_a_restore(
            company, settings, elsewhere, tmp_path
        )


async def test_a_request_that_a_restore_forgets_is_seen(
    company: "Company", settings: Settings, elsewhere: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, requests.Erasing, "reapply", "elif name in waiting:", "elif False:")
    with pytest.raises(AssertionError):
        await requests.test_a_request_that_the_backup_knows_nothing_of_stands_again(
            company, settings, elsewhere, tmp_path
        )


@pytest.mark.parametrize(
    ("owner", "name", "sound", "defect", "held"),
    [
        (database, "_dangers", ", 'synchronous_commit'", "", starts.test_a_server_that_may_forget_a_commit_is_refused),
        (container, "_key", "not started and", "", starts.test_a_lost_key_file_is_never_replaced),
        (
            container,
            "_key",
            ' and settings.environment == "development"',
            "",
            starts.test_production_makes_no_key_by_itself,
        ),
        (
            container,
            "_first_start",
            "await keys.organisation_key(connection, PROGRAMME)",
            "pass",
            starts.test_another_installations_key_file_is_refused_at_the_start,
        ),
        (
            container,
            "_first_start",
            "return frozen",
            "return settings.origin",
            starts.test_the_public_url_stays_what_it_was_at_the_first_start,
        ),
    ],
)
async def test_a_start_that_should_have_been_refused_is_seen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, sound: str, defect: str, held: Any
) -> None:
    plant(monkeypatch, owner, name, sound, defect)
    with pytest.raises((*FAILS, SealBroken)):  # the last where a new key was made, which opens nothing
        await held(settings)


async def test_an_owner_or_a_mighty_login_that_is_let_in_is_seen(
    settings: Settings, services: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, container, "_refuse_owner", "if owner is not None:", "if False:")
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await starts.test_a_role_that_owns_the_log_is_refused(settings, services)
    plant(monkeypatch, database, "_dangers", "if strict_role and", "if False and")
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        await starts.test_production_refuses_a_login_that_could_do_more(settings, services)


async def test_a_rejection_that_leaves_what_was_verified_is_seen(
    company: "Company", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewing = type(company.container.reviewing)
    plant(
        monkeypatch,
        reviewing,
        "reject",
        'act.reduction_mg, act.verified_mg = "reversed", 0, 0',
        'act.reduction_mg = "reversed", 0',
    )
    with pytest.raises(AssertionError, match=r"\(0, 468000\) == \(0, 0\)"):
        await corrections.test_a_rejection_takes_back_what_was_verified(company, tmp_path)
