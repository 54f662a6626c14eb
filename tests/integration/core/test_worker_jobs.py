"""The worker's jobs: each comes round at its time, and one that fails keeps no other from its turn."""

from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from app import worker
from app.container import Container
from app.worker import Alarms, Job, integrate_all
from kernel.errors import DomainError
from kernel.work import DatabaseUnreachable
from ledger.integrator import TreeUnlike

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


class Ailing:
    """A job's work that counts its turns and raises."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.turns = 0
        self._problem = problem

    async def __call__(self, _: Container) -> None:
        self.turns += 1
        if self._problem is not None:
            raise self._problem


async def test_a_job_comes_round_when_its_time_is_over(company: "Company") -> None:
    work = Ailing()
    job = Job("one", 60, work)
    for now_s, turns in ((100, 1), (159, 1), (160, 2), (500, 3)):
        await job.take_turn(company.container, now_s)
        assert work.turns == turns


@pytest.mark.parametrize(("problem", "level"), [(DomainError(), "error"), (KeyError("ours"), "critical")])
async def test_a_job_that_fails_is_an_alarm_and_waits_for_its_next_turn(
    company: "Company", problem: Exception, level: str
) -> None:
    work = Ailing(problem)
    job = Job("one", 60, work)
    with capture_logs() as logs:
        await job.take_turn(company.container, 100)
        await job.take_turn(company.container, 101)
    assert [(line["log_level"], line["job"]) for line in logs] == [(level, "one")]
    assert work.turns == 1


async def test_a_job_without_its_database_is_tried_again_as_soon_as_there_is_one(company: "Company") -> None:
    work = Ailing(DatabaseUnreachable(reason="gone"))
    job = Job("one", 60, work)
    for now_s in (100, 101):
        with pytest.raises(DatabaseUnreachable):
            await job.take_turn(company.container, now_s)
    assert work.turns == 2


async def test_every_job_of_the_worker_runs_on_an_installation_as_it_is(company: "Company") -> None:
    with capture_logs() as logs:
        for job in worker.jobs():
            await job.take_turn(company.container, 0)
            assert job.due_at_s == job.every_s
    assert [line for line in logs if line["event"] == "worker.job_failed"] == []


def test_a_log_that_stays_unsound_is_told_at_once_and_then_once_a_minute() -> None:
    alarms, cut, altered = Alarms(), DomainError(size=3), DomainError(n=1)
    with capture_logs() as logs:
        for at_s, log_id, problem in (
            (5.0, "log_a", cut),
            (5.5, "log_a", cut),
            (6.0, "log_b", cut),
            (64.5, "log_a", cut),
            (65.0, "log_a", cut),
            (65.5, "log_a", altered),
        ):
            alarms.tell(log_id, problem, at_s)
        alarms.forget("log_a")
        alarms.tell("log_a", altered, 66.0)
    assert [(line["log_id"], line["problem"]) for line in logs] == [
        ("log_a", str(cut)),
        ("log_b", str(cut)),
        ("log_a", str(cut)),
        ("log_a", str(altered)),
        ("log_a", str(altered)),
    ]
    assert {line["log_level"] for line in logs} == {"critical"}


async def test_the_worker_does_not_repeat_at_each_look_what_keeps_a_log_from_being_signed(
    company: "Company", monkeypatch: pytest.MonkeyPatch
) -> None:
    async def sign(_: Container, log_id: str) -> None:
        if log_id == company.log_id:
            raise TreeUnlike(log_id=log_id, size=3)

    monkeypatch.setattr(worker, "sign", sign)
    alarms = Alarms()
    with capture_logs() as logs:
        for _ in range(3):
            await integrate_all(company.container, alarms)
    assert [line["log_id"] for line in logs if line["log_level"] == "critical"] == [company.log_id]
