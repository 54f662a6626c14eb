"""Six digits a day, and the signed link beside them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.tokens import TokenInvalid
from campaigns import checkin, rules
from campaigns.checkin import CheckinExpired, CheckinNotOpen, CheckinWrong
from campaigns.tables import Campaign
from kernel.ids import new_uuid

KEY = bytes(range(32))
MONDAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)
"""Wednesday noon in Shenzhen."""


def week(zone: str = "Asia/Shanghai") -> Campaign:
    frozen = rules.freeze(rules.template(), starts_on=MONDAY, zone=zone, goal_mg=0, minimum_group=5)
    return Campaign(new_uuid(), new_uuid(), "week", frozen, None, None, None)


def test_todays_digits_are_accepted() -> None:
    one = week()
    checkin.judge(KEY, one, checkin.code(KEY, one.id, date(2026, 11, 18)), NOON)


def test_yesterdays_digits_have_expired() -> None:
    one = week()
    with pytest.raises(CheckinExpired):
        checkin.judge(KEY, one, checkin.code(KEY, one.id, date(2026, 11, 17)), NOON)


def test_the_digits_change_at_local_midnight() -> None:
    one = week()
    code = checkin.code(KEY, one.id, date(2026, 11, 18))
    checkin.judge(KEY, one, code, datetime(2026, 11, 18, 15, 59, tzinfo=UTC))
    with pytest.raises(CheckinExpired):
        checkin.judge(KEY, one, code, datetime(2026, 11, 18, 16, 0, tzinfo=UTC))


def test_tomorrows_digits_and_other_digits_are_wrong() -> None:
    one = week()
    for digits in (checkin.code(KEY, one.id, date(2026, 11, 19)), "00000", "１２３４５６", ""):
        with pytest.raises(CheckinWrong):
            checkin.judge(KEY, one, digits, NOON)


def test_another_weeks_digits_are_wrong() -> None:
    other = checkin.code(KEY, new_uuid(), date(2026, 11, 18))
    with pytest.raises(CheckinWrong):
        checkin.judge(KEY, week(), other, NOON)


def test_before_the_first_day_after_the_last_and_once_closed_there_is_no_check_in() -> None:
    one = week()
    for campaign, now in (
        (one, NOON - timedelta(days=3)),
        (one, NOON + timedelta(days=5)),
        (replace(one, closed_at=NOON), NOON),
    ):
        with pytest.raises(CheckinNotOpen):
            checkin.judge(KEY, campaign, checkin.code(KEY, one.id, now.date()), now)


def test_codes_are_six_digits_and_spread() -> None:
    codes = [checkin.code(KEY, new_uuid(), MONDAY) for _ in range(500)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(set(codes)) > 490


def test_a_payload_says_what_it_was_made_of_and_fits_a_start_link() -> None:
    one = week()
    text = checkin.payload(KEY, one, MONDAY)
    assert text.startswith("e_")
    assert len(text) <= 64
    ticket = checkin.read(KEY, text)
    assert (ticket.org_id, ticket.campaign_start, ticket.on) == (one.org_id, one.id.bytes[:12], MONDAY)


def test_a_changed_payload_or_one_of_another_key_is_refused() -> None:
    text = checkin.payload(KEY, week(), MONDAY)
    for wrong in (text[:20] + ("A" if text[20] != "A" else "B") + text[21:], "e_", "e_short", "e_" + "A" * 59):
        with pytest.raises(TokenInvalid):
            checkin.read(KEY, wrong)
    with pytest.raises(TokenInvalid):
        checkin.read(bytes(32), text)


def test_one_check_in_a_person_and_day() -> None:
    one, person = week(), new_uuid()
    key = checkin.external_id(one, person, NOON)
    assert key == checkin.external_id(one, person, NOON + timedelta(hours=1))
    assert key != checkin.external_id(one, person, NOON + timedelta(days=1))
    assert key != checkin.external_id(one, new_uuid(), NOON)
