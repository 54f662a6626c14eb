"""Directed probes in chat: what another organisation can see, asked by every role here, by nobody, by a removed admin.

Every button and command that bears an id is sent twice: with the other organisation's id, and with one that never was.
Both must be answered alike, without a word of the other's, and nothing of the other's may change.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
import pytest_asyncio
from aiogram import Bot
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import Update

from accounts import broadcasts, groups, join_requests, joining, organisations, partners, people, roles
from accounts.admin_acts import OPERATOR, Author
from accounts.households import children, home
from accounts.households.joining import make
from accounts.permissions import GRANTED
from actions.adjusting import REASONS, Wanted
from actions.commands import RecordAction
from app.container import Container
from bot.alternatives import Instead
from bot.callbacks import OnAction, Withdraw
from bot.context import Services
from bot.dialogues import Arrival, Dialogues
from bot.dispatcher import dispatcher
from bot.handlers.adjusting import Adjust, Proposal
from bot.handlers.belonging import Belong
from bot.handlers.broadcasting import Message
from bot.handlers.family_people import OfFamily
from bot.handlers.groups import Count
from bot.handlers.requesting import Request as Wish
from bot.handlers.review import Judge
from bot.handlers.roles import Holder
from bot.handlers.week import OfWeek
from bot.workers import Failed, as_methods
from campaigns import organising
from kernel.ids import new_uuid, public
from kernel.mailbox import Letter
from methodologies.kinds import MODES

pytestmark = pytest.mark.asyncio(loop_scope="module")
LEAST = 1_500
"""Probes with another's id; those of the API come beside them (`test_api_probes.py`)."""
CANARY = "金丝雀九二七"
TENANT_TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE nspname = 'public' AND relkind IN ('r', 'p') AND relrowsecurity AND NOT relispartition ORDER BY 1"
)
ON_ACTION = "ucsdpwxnfoik"


@dataclass
class Ids:
    """What buttons carry of an organisation's things."""

    acts: list[str]
    member: str
    week: str
    proposal: str
    grant: str
    organisation: str
    message: str
    group: str
    request: str
    relatives: tuple[str, str]
    """A child and a membership of a household."""


class Unhurried:
    """The dialogues without their patience: a probe must not pass because it came too fast."""

    def __init__(self, inner: Dialogues) -> None:
        self._inner = inner

    async def arrive(self, user_id: int, at: datetime) -> Arrival:
        return replace(await self._inner.arrive(user_id, at), wait_s=0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class Asking:
    """Feeds updates to the dispatcher as a worker would, and keeps the answers instead of sending them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._bot = Bot("42:nobody-answers")
        self._next = 10_000_000

    async def press(self, user_id: int, data: str) -> list[TelegramMethod[Any]]:
        """A button below a message of the bot's."""
        message = self._message(user_id, "below", {"id": 42, "is_bot": True, "first_name": "bot"})
        query = {"id": str(self._next), "from": _user(user_id), "chat_instance": "1", "data": data, "message": message}
        return await self._feed({"callback_query": query})

    async def say(self, user_id: int, text: str) -> list[TelegramMethod[Any]]:
        """A command with an argument."""
        command = text.split()[0]
        message = self._message(user_id, text, _user(user_id))
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return await self._feed({"message": message})

    def _message(self, user_id: int, text: str, sender: dict[str, Any]) -> dict[str, Any]:
        now = int(self._services.clock.now().timestamp())
        chat = {"id": user_id, "type": "private", "first_name": "探"}
        return {"message_id": 7, "date": now, "chat": chat, "from": sender, "text": text}

    async def _feed(self, body: dict[str, Any]) -> list[TelegramMethod[Any]]:
        self._next += 1
        update = Update.model_validate({"update_id": self._next, **body}, context={"bot": self._bot})
        letter = Letter(self._next, orjson.dumps(body).decode(), 1)
        outcome = await dispatcher().feed_update(self._bot, update, letter=letter, services=self._services)
        assert not isinstance(outcome, Failed), body
        return as_methods(outcome)


def _user(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": False, "first_name": "探", "language_code": "zh-hans"}


class Firm:
    """An organisation with people in it, whose things have ids that buttons carry."""

    def __init__(self, container: Container, name: str, first_user: int) -> None:
        self.container = container
        self.name = name
        self.users: dict[str, int] = {}
        self._next = first_user
        self.org_id: UUID
        self.household_id: UUID | None = None

    async def open(self) -> "Firm":
        box, now = self.container, self.container.clock.now()
        async with box.database.work() as connection:
            made = await organisations.create(connection, box.keys, name=self.name, region="CN-GD-SZ", now=now)
        self.org_id = made.id
        return self

    async def person(self, label: str, *given: str) -> people.Person:
        box, now, user_id = self.container, self.container.clock.now(), self._next
        self._next += 1
        self.users[label] = user_id
        async with box.database.work(self.org_id) as connection:
            made = await people.register(
                connection,
                box.keys,
                user_id=user_id,
                chat_id=user_id,
                nickname=f"{self.name}{label}",
                locale="zh",
                now=now,
            )
            return await people.join(connection, made.id, self.org_id, now=now, roles=frozenset(given))

    async def filled(self) -> Ids:
        """Acts, a partner's member, a week, a proposal and a role, all of them standing."""
        box, now = self.container, self.container.clock.now()
        member, owner = await self.person("member"), await self.person("owner", "owner")
        acts = []
        for number, kind in enumerate(("metro", "bus", "walking")):
            command = RecordAction(
                kind=kind, quantity=12_000, occurred_at=now - timedelta(hours=1 + number), source="telegram",
                external_id=f"{self.name}{number}", person_id=member.id, review=number == 1,
            )  # fmt: skip
            acts.append((await box.recorder.record(self.org_id, command)).public_id[4:])
        async with box.database.work(self.org_id) as connection:
            partner = await partners.create(connection, self.org_id, name=self.name, source="rides")
            member_id, _ = await partners.request_link(
                connection, box.keys.token_key, partner, reference="r", now=now
            )  # fmt: skip
            await partners.accept_link(connection, self.org_id, member_id, member.id, now)
            campaign = await organising.publish(
                connection, box.keys, owner, name=f"{self.name}周", starts_on=now.date() + timedelta(days=1), now=now
            )
            (held,) = await roles.standing(connection, self.org_id)
            message = await broadcasts.draft(connection, owner, self.name, now)
            group = await groups.bind(connection, box.keys, owner, -self.users["owner"], now)
        act_id = UUID(int=0)
        async with box.database.work(self.org_id) as connection:
            act_id = await connection.fetchval("SELECT id FROM action WHERE kind = 'metro'")
        made = await box.adjusting.propose(self.org_id, owner, act_id, Wanted(6_000, REASONS[0], self.name))
        return Ids(
            acts=acts,
            member=public("mem", member_id)[4:],
            week=public("cmp", campaign.id)[4:],
            proposal=made.id.hex,
            grant=held.id.hex,
            organisation=public("org", self.org_id)[4:],
            message=message.id.hex,
            group=group.id.hex,
            request=await self.asked(),
            relatives=await self.household(owner),
        )

    async def asked(self) -> str:
        """Somebody outside asks to join; the id of the request."""
        box, now = self.container, self.container.clock.now()
        async with box.database.work() as connection:
            made = await people.register(
                connection, box.keys, user_id=self._next + 500, chat_id=self._next + 500, nickname=self.name,
                locale="zh", now=now,
            )  # fmt: skip
        async with box.database.work(self.org_id, person_id=made.id) as connection:
            await join_requests.ask(connection, self.org_id, made.id, now)
            (waiting,) = await join_requests.waiting(connection, self.org_id)
        return waiting.id.hex

    async def household(self, person: people.Person) -> tuple[str, str]:
        """A household of the person's with a child in it: the ids of the child and of the person's membership."""
        box, now = self.container, self.container.clock.now()
        async with box.database.work(person_id=person.id) as connection:
            await make(connection, box.consents, person.id, self.name, now)
            made = await children.add(connection, person.id, self.name, now)
        self.household_id = made.id
        return made.children[0].id.hex, made.members[0].id.hex


def _missing(like: Ids) -> Ids:
    return Ids(
        acts=[public("act", new_uuid())[4:] for _ in like.acts],
        member=public("mem", new_uuid())[4:],
        week=public("cmp", new_uuid())[4:],
        proposal=new_uuid().hex,
        grant=new_uuid().hex,
        organisation=public("org", new_uuid())[4:],
        message=new_uuid().hex,
        group=new_uuid().hex,
        request=new_uuid().hex,
        relatives=(new_uuid().hex, new_uuid().hex),
    )


def _probes(ids: Ids) -> list[tuple[str, str]]:
    """(press or say, what is sent) for every button and command that bears an id."""
    found: list[tuple[str, str]] = []
    for act in ids.acts:
        found += [("press", OnAction(what=what, id=act, quantity=6_000).pack()) for what in ON_ACTION]
        found += [("press", Judge(what=what, id=act).pack()) for what in ("a", "r", "s", "0", "1", "3")]
        found += [("press", Adjust(what=what, id=act).pack()) for what in ("r", "q", "0", "4")]
        found += [("press", Instead(id=act, mode=MODES[0], always=always).pack()) for always in (0, 1)]
        found += [("say", f"/{command} act_{act}") for command in ("adjust", "review", "receipt")]
    found += [("press", Proposal(what=what, id=ids.proposal).pack()) for what in "scdw"]
    found += [("press", Holder(what=what, id=ids.grant).pack()) for what in "stry"]
    found += [("press", Withdraw(id=ids.member, sure=sure).pack()) for sure in (0, 1)]
    pages = ("home", "join", "mine", "teams", "rules", "checkin")
    found += [("press", OfWeek(page=page, id=ids.week).pack()) for page in pages]
    found += [("press", Belong(page=page, id=ids.organisation).pack()) for page in ("take", "leave", "left")]
    found += [("press", Message(what=what, id=ids.message).pack()) for what in ("go", "stop", "look", "yes", "no")]
    found += [("press", Count(id=ids.group, yes=yes).pack()) for yes in (0, 1)]
    found += [("press", Wish(how=how, id=ids.request).pack()) for how in ("approve", "decline")]
    found += [("press", OfFamily(what=what, id=one).pack()) for what in "klfgryo" for one in ids.relatives]
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(house: Any) -> AsyncIterator[Asking]:
    services = house.workers._services
    asked = Asking(replace(services, dialogues=Unhurried(services.dialogues)))
    yield asked
    await asked._bot.session.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def mine(house: Any) -> Firm:
    """Who asks: one of each role, one of a unit, a removed admin, a stranger."""
    firm = await Firm(house.container, "探针公司", 9_100_000).open()
    for role in sorted(GRANTED):
        await firm.person(role, role)
    await firm.household(await firm.person("member"))
    box, now = firm.container, firm.container.clock.now()
    keeper, removed = await firm.person("keeper", "admin"), await firm.person("removed", "admin")
    unit_reviewer = await firm.person("unit_reviewer")
    assert keeper.id != removed.id
    async with box.database.work(firm.org_id) as connection:
        unit = await organisations.add_unit(connection, firm.org_id, "unit")
        author = Author(OPERATOR)
        await roles.grant(connection, box.keys, firm.org_id, author, unit_reviewer.id, "reviewer", now, unit_id=unit.id)
        await roles.remove(connection, box.keys, box.consents, firm.org_id, author, removed.id, "left", now)
    firm.users["stranger"] = 9_199_999
    return firm


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theirs(house: Any) -> tuple[Firm, Ids]:
    firm = await Firm(house.container, CANARY, 9_200_000).open()
    return firm, await firm.filled()


async def _fingerprint(firm: Firm) -> dict[str, str]:
    """Every row that the organisation sees, as one digest a table."""
    async with firm.container.database.work(firm.org_id) as connection:
        await home.see(connection, firm.household_id)
        names = [row["relname"] for row in await connection.fetch(TENANT_TABLES)]
        digest = "SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM"
        return {name: await connection.fetchval(f"{digest} {name} t") for name in names}


def _plain(method: TelegramMethod[Any]) -> str:
    fields = {name: value for name, value in method.__dict__.items() if value is not None}
    return str({name: repr(value) for name, value in fields.items() if not isinstance(value, Default)})


def _told(methods: list[TelegramMethod[Any]]) -> str:
    """The answers without what names the question: ids, and numbers of updates."""
    text = " | ".join(f"{type(one).__name__} {_plain(one)}" for one in methods)
    return re.sub(r"(act|mem|cmp)_[0-9a-z]{26}|[0-9a-f]{32}|\b[0-9a-z]{26}\b|10\d{6}", "", text)


async def _ask(asking: Asking, user_id: int, probe: tuple[str, str]) -> str:
    return _told(await (asking.press if probe[0] == "press" else asking.say)(user_id, probe[1]))


async def test_anothers_ids_answer_like_ids_that_never_were(
    asking: Asking, mine: Firm, theirs: tuple[Firm, Ids]
) -> None:
    firm, ids = theirs
    before, asked, oracles = await _fingerprint(firm), 0, []
    for label, user_id in mine.users.items():
        for probe, control in zip(_probes(ids), _probes(_missing(ids)), strict=True):
            foreign, absent = await _ask(asking, user_id, probe), await _ask(asking, user_id, control)
            asked += 1
            assert CANARY not in foreign, (label, probe)
            if foreign != absent:
                oracles.append((label, probe, foreign, absent))
    assert oracles == []
    assert await _fingerprint(firm) == before
    assert asked >= LEAST, asked


async def test_the_owner_of_the_ids_is_answered_otherwise(asking: Asking, theirs: tuple[Firm, Ids]) -> None:
    """The probe would see an oracle: for whom the ids are, most answers differ from those to ids that never were."""
    firm, ids = theirs
    seen = 0
    for probe, control in zip(_probes(ids), _probes(_missing(ids)), strict=True):
        if probe[0] == "say" or probe[1].startswith(
            ("aj:r", "ap:s", "rh:s", "rv:r", "a:d:", "bc:look", "bl:leave", "fo:k")
        ):
            found = await _ask(asking, firm.users["owner"], probe)
            seen += found != await _ask(asking, firm.users["owner"], control)
    assert seen >= 11


async def test_a_removed_admin_finds_the_old_organisation_closed(asking: Asking, mine: Firm) -> None:
    """The old buttons of the desk, the roles, the settings and the review of the organisation that they led."""
    box, user_id = mine.container, mine.users["removed"]
    async with box.database.work(mine.org_id) as connection:
        payload = await joining.invite(connection, box.keys.token_key, mine.org_id, now=box.clock.now())
    assert payload
    before = await _fingerprint(mine)
    for data in (
        "og:home", "og:code", "og:invite", "og:participation", "og:close", "og:closed", "og:review", "wn:begin:0",
        "wn:publish:0", "rl:home", "rl:give", "ri:owner", "ri:admin", "os:home:0", "os:name:0", "os:group:10",
        "mt:home:0", "mc:drop:local:0", "mc:region:CN-XZ:0", "rb:0", "rb:1",
    ):  # fmt: skip
        assert mine.name not in await _ask(asking, user_id, ("press", data)), data
    for command in ("/org", "/review", "/roles", "/settings", "/method", "/adjust"):
        assert mine.name not in await _ask(asking, user_id, ("say", command)), command
    assert await _fingerprint(mine) == before
