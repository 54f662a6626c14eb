"""Templates, frozen rules, and what a day of a week suggests."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from campaigns import rules, standing
from campaigns.organising import CampaignNameUnusable, Running, usable_name
from campaigns.rules import CampaignTemplateUnknown, Rules
from campaigns.tables import Campaign
from kernel.ids import PROGRAMME, new_uuid
from ledger import canonical
from methodologies.catalogue import Catalogue

MONDAY = date(2026, 11, 16)


def frozen(goal_mg: int = 100_000_000) -> Rules:
    return rules.freeze(rules.template(), starts_on=MONDAY, zone="Asia/Shanghai", goal_mg=goal_mg, minimum_group=5)


def campaign(**changes: object) -> Campaign:
    made = Campaign(PROGRAMME, new_uuid(), "节能周", frozen(), None, None, None)
    return replace(made, **changes)  # type: ignore[arg-type]


def test_every_kind_of_every_template_is_a_kind_that_counts() -> None:
    kinds = Catalogue.load().kinds
    for template in rules.templates():
        for code in (*template.kinds, *(kind for day in template.days for kind in day.kinds)):
            assert kinds[code].counts, code


def test_every_template_is_written_in_both_languages() -> None:
    for template in rules.templates():
        for words in (template.names, template.text, *(day.theme for day in template.days)):
            assert set(words) == {"zh", "en"}
            assert all(words.values())


def test_a_day_suggests_only_what_counts() -> None:
    for template in rules.templates():
        for day in template.days:
            assert set(day.kinds) <= set(template.kinds)


def test_the_energy_week_lasts_seven_days() -> None:
    assert (frozen().starts_on, frozen().ends_on) == (MONDAY, date(2026, 11, 22))


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(CampaignTemplateUnknown):
        rules.template("energy_year")


def test_rules_come_back_from_their_document_unchanged() -> None:
    assert rules.read(frozen().document()) == frozen()


def test_the_rules_document_is_canonical_json_that_fits_an_entry() -> None:
    assert len(canonical.encode(frozen().document())) < 20_000


def test_each_day_has_its_own_plan_and_days_outside_take_the_nearest() -> None:
    plan = frozen()
    assert plan.plan(MONDAY).theme["en"] == "Green travel"
    assert plan.plan(date(2026, 11, 18)).kinds == ("old_clothes", "own_cup", "walking")
    assert plan.plan(date(2026, 11, 10)) == plan.days[0]
    assert plan.plan(date(2026, 12, 10)) == plan.days[6]
    assert plan.number(date(2026, 11, 18)) == 3


def test_an_act_counts_on_the_days_of_the_week_and_for_its_kinds_only() -> None:
    one = campaign()
    running = Running(one)
    assert running.counts("metro", MONDAY) == one.id
    assert running.counts("metro", date(2026, 11, 22)) == one.id
    assert running.counts("metro", date(2026, 11, 15)) is None
    assert running.counts("metro", date(2026, 11, 23)) is None
    assert running.counts("glass", MONDAY) is None


def test_nothing_counts_for_a_closed_week() -> None:
    closed = campaign(closed_at=datetime(2026, 11, 18, tzinfo=UTC))
    assert Running(closed).counts("metro", MONDAY) is None
    assert standing.phase(closed, MONDAY) == "over"


def test_a_week_comes_runs_and_is_over() -> None:
    days = (date(2026, 11, 15), MONDAY, date(2026, 11, 22), date(2026, 11, 23))
    assert [standing.phase(campaign(), day) for day in days] == ["coming", "running", "running", "over"]


def test_what_is_done_is_ticked_off() -> None:
    plan = standing.todo(frozen(), MONDAY, frozenset({"bus", "stairs"}))
    assert [(one.kind, one.done) for one in plan] == [("metro", False), ("bus", True), ("cycling", False)]


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "a\u202eb", "a\x00b", "a\u200bb"])
def test_a_name_that_is_empty_long_or_invisible_is_refused(name: str) -> None:
    with pytest.raises(CampaignNameUnusable):
        usable_name(name)


def test_a_name_becomes_one_line() -> None:
    assert usable_name("  福田 \n 节能周 ") == "福田 节能周"
