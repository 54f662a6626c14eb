"""Admin links: for one organisation, for a time, and for nothing else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts import admin_links, tokens
from accounts.admin_links import AdminLinkExpired
from accounts.tokens import TokenInvalid

KEY, ORG = bytes(32), UUID(int=7)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def test_a_link_opens_its_organisation_until_it_expires() -> None:
    token = admin_links.issue(KEY, ORG, NOW + admin_links.LIFE)
    assert admin_links.read(KEY, token, NOW + timedelta(days=6, hours=23)).org_id == ORG
    with pytest.raises(AdminLinkExpired):
        admin_links.read(KEY, token, NOW + timedelta(days=7))


def test_a_changed_link_opens_nothing() -> None:
    token = admin_links.issue(KEY, ORG, NOW + admin_links.LIFE)
    for at in range(2, len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        with pytest.raises(TokenInvalid):
            admin_links.read(KEY, changed, NOW)


def test_a_session_is_no_link_and_a_link_no_session() -> None:
    token = admin_links.issue(KEY, ORG, NOW + admin_links.LIFE)
    session = admin_links.session(KEY, admin_links.read(KEY, token, NOW))
    with pytest.raises(TokenInvalid):
        admin_links.read(KEY, session, NOW)
    with pytest.raises(TokenInvalid):
        admin_links.read_session(KEY, token, NOW)


def test_a_session_ends_with_its_link() -> None:
    link = admin_links.read(KEY, admin_links.issue(KEY, ORG, NOW + admin_links.LIFE), NOW)
    session = admin_links.session(KEY, link)
    assert admin_links.read_session(KEY, session, NOW) == link
    with pytest.raises(AdminLinkExpired):
        admin_links.read_session(KEY, session, NOW + admin_links.LIFE)


def test_a_token_for_another_purpose_opens_nothing() -> None:
    with pytest.raises(TokenInvalid):
        admin_links.read(KEY, tokens.issue(KEY, "join", ORG.bytes + bytes(8)), NOW)


@pytest.mark.parametrize("token", ["", "a_", "a_!", "a_ｱ", "x" * 500, "a_" + "A" * 48])
def test_any_other_text_opens_nothing(token: str) -> None:
    with pytest.raises(TokenInvalid):
        admin_links.read(KEY, token, NOW)
