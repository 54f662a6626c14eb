"""Nobody is written to at night unasked."""

from datetime import UTC, datetime

import pytest

from accounts.quiet import by_day


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-20T02:00", "2026-11-20T02:00"),  # 10:00 in Shenzhen
        ("2026-11-20T12:59", "2026-11-20T12:59"),  # 20:59
        ("2026-11-20T13:00", "2026-11-21T00:00"),  # 21:00 waits for 08:00
        ("2026-11-20T16:01", "2026-11-21T00:00"),  # 00:01
        ("2026-11-20T23:59", "2026-11-21T00:00"),  # 07:59
        ("2026-11-21T00:00", "2026-11-21T00:00"),  # 08:00
    ],
)
def test_a_notice_waits_for_the_morning(now: str, due: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert by_day(moment, "Asia/Shanghai") == datetime.fromisoformat(due).replace(tzinfo=UTC)
