"""The table of roles: who may do what, where, and that the documentation says the same."""

import re
from pathlib import Path
from uuid import UUID

import pytest

from accounts import permissions
from accounts.permissions import GIVES, GRANTED, PERMISSIONS, ROLES, SCOPES, WAITING, Grant, Place, may, units_of, usual

ROOT = Path(__file__).parents[3]
UNIT, OTHER, ABOVE, WEEK = (UUID(int=number) for number in range(1, 5))
DOORS = ("accounts", "actions", "bot", "campaigns")


def test_every_granted_role_has_a_scope_and_gives_something() -> None:
    assert set(SCOPES) == set(GIVES) - {"member"} == GRANTED
    assert all(GIVES[role] for role in GRANTED) and GIVES["member"] == frozenset()


def test_roles_that_wait_for_a_feature_cannot_be_given() -> None:
    waiting = {role for roles in WAITING.values() for role in roles}
    assert waiting and not waiting & ROLES


def test_every_permission_is_given_by_some_role_and_names_one_to_whoever_lacks_it() -> None:
    assert set().union(*GIVES.values()) == set(PERMISSIONS)
    assert {usual(permission) for permission in PERMISSIONS} <= {"organiser", "reviewer", "admin", "owner"}


def test_every_permission_is_asked_for_by_some_door() -> None:
    code = "\n".join(path.read_text() for door in DOORS for path in (ROOT / door).rglob("*.py")
                     if path.name != "permissions.py")  # fmt: skip
    names = [name for name, value in vars(permissions).items() if isinstance(value, str) and value in PERMISSIONS]
    assert len(names) == len(PERMISSIONS)
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize("role", sorted(GIVES))
@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_a_role_gives_what_the_table_says_and_no_more(role: str, permission: str) -> None:
    assert may({role}, (), permission) is (permission in GIVES[role])


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
def test_nobody_without_a_role_and_no_unknown_role_may_anything(permission: str) -> None:
    for roles in (set(), {"member"}, {"king"}, {"verifier"}):
        assert not may(roles, (), permission)


def test_a_role_of_a_unit_holds_there_and_below_alone() -> None:
    held = (Grant("reviewer", "unit", UNIT),)
    assert may((), held, permissions.ACTS_REVIEW, Place(units=(UNIT,)))
    assert may((), held, permissions.ACTS_REVIEW, Place(units=(OTHER, UNIT, ABOVE)))
    for place in (Place(), Place(units=(OTHER,)), Place(units=(ABOVE,)), Place(campaign_id=UNIT)):
        assert not may((), held, permissions.ACTS_REVIEW, place)
    assert not may((), held, permissions.ROLES_GIVE, Place(units=(UNIT,)))
    assert units_of(held, permissions.ACTS_REVIEW) == {UNIT} and units_of(held, permissions.ROLES_GIVE) == frozenset()


def test_a_role_of_a_campaign_holds_in_it_alone() -> None:
    held = (Grant("organiser", "campaign", WEEK),)
    assert may((), held, permissions.WEEK_CLOSE, Place(campaign_id=WEEK))
    for place in (Place(), Place(campaign_id=OTHER), Place(units=(WEEK,))):
        assert not may((), held, permissions.WEEK_CLOSE, place)


def _table(page: str) -> dict[str, list[str]]:
    """Roles by permission, as a documentation page has them."""
    lines = [line for line in page.splitlines() if re.match(r"\| `[a-z]+\.[a-z]+` \|", line)]
    found = {}
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        found[cells[0].strip("`")] = re.findall(r"`(\w+)`", cells[-1])
    return found


@pytest.mark.parametrize("page", ["docs/roles.md", "docs/roles.zh.md"])
def test_the_documentation_has_the_same_table(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    given = {name: sorted(role for role in GIVES if name in GIVES[role]) for name in PERMISSIONS}
    assert {name: sorted(roles) for name, roles in _table(text).items()} == given
    for role, scopes in SCOPES.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| `{role}` |")]
        assert re.findall(r"`(organisation|unit|campaign)`", line) == list(scopes), role
    for roles in WAITING.values():
        assert all(f"`{role}`" in text for role in roles)
