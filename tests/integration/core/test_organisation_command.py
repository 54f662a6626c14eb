"""`leafledger organisation create` and `invite`: what they print, and what they refuse before anything is made."""

from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from accounts import joining, organisations
from accounts.choosing import OrganisationNameUnusable, ZoneUnknown
from accounts.joining import BotUnknown
from accounts.organisations import OrganisationUnknown
from accounts.regions import RegionUnknown
from accounts.roles import RoleUnknown
from app.container import Container, build
from app.organisation import created, invited
from app.settings import Settings
from kernel.errors import DomainError
from kernel.ids import MalformedId, new_uuid, parse, public

if TYPE_CHECKING:
    from tests.integration.core.conftest import Company


async def _count(box: Container) -> int:
    async with box.database.work() as connection:
        return len(await organisations.every(connection))


async def _behind(box: Container, link: object) -> joining.Invitation:
    payload = str(link).partition("start=")[2]
    async with box.database.work(joining.organisation_of(box.keys.token_key, payload)) as connection:
        return await joining.look(connection, box.keys.token_key, payload, box.clock.now())


async def test_an_organisation_comes_with_its_first_admins_link(box: Container) -> None:
    made = await created(box, "  福田  绿色办公 ", "CN-GD-SZ", "Asia/Shanghai")
    assert (made["name"], made["region"], made["zone"]) == ("福田 绿色办公", "CN-GD-SZ", "Asia/Shanghai")
    org_id = parse("org", str(made["organisation"]))
    found = await _behind(box, made["admin_chat_link"])
    assert (found.org_id, sorted(found.roles)) == (org_id, ["owner"])


@pytest.mark.parametrize(
    ("name", "region", "zone", "refusal"),
    [
        ("", "CN-GD-SZ", "", OrganisationNameUnusable),
        ("x" * 81, "", "", OrganisationNameUnusable),
        ("two\u202eways", "", "", OrganisationNameUnusable),
        ("Firm", "CN-ZZ", "", RegionUnknown),
        ("Firm", "", "Mars/Base", ZoneUnknown),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_made(
    box: Container, name: str, region: str, zone: str, refusal: type[DomainError]
) -> None:
    before = await _count(box)
    with pytest.raises(refusal):
        await created(box, name, region, zone)
    assert await _count(box) == before


async def test_before_the_bot_has_run_nothing_is_made(settings: Settings) -> None:
    pointed = settings.model_copy(update={"telegram_token": SecretStr("7:a-token")})
    async with build(pointed) as box:
        before = await _count(box)
        with pytest.raises(BotUnknown):
            await created(box, "Firm", "", "")
        assert await _count(box) == before


async def test_a_link_with_a_role_works_once_and_one_without_for_many(company: "Company") -> None:
    box, org = company.container, public("org", company.org_id)
    told = await invited(box, org, ["admin", "reviewer"])
    assert (told["roles"], told["works_for"]) == (["admin", "member", "reviewer"], 1)
    assert (await _behind(box, told["chat_link"])).roles == {"admin", "reviewer"}
    assert (await invited(box, org, []))["works_for"] == joining.DEFAULT_CAP


async def test_the_programme_has_a_word_of_its_own(box: Container) -> None:
    told = await invited(box, "programme", ["admin"])
    assert (told["organisation"], told["name"]) == ("org_public", "一叶")


async def test_an_invitation_into_nowhere_or_to_nothing_is_refused(box: Container) -> None:
    for org, roles, refusal in (
        ("nonsense", ["admin"], MalformedId),
        (public("org", new_uuid()), ["admin"], OrganisationUnknown),
        ("programme", ["king"], RoleUnknown),
    ):
        with pytest.raises(refusal):
            await invited(box, org, roles)
