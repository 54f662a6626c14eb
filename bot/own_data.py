"""Everything about the person who asks, as one JSON file: account, consents, links, records of all logs, their entries."""

from collections.abc import Sequence
from typing import Any

import orjson

from accounts import partners
from actions import own
from actions.commands import Receipt
from bot.context import Here
from ledger import log

FORMAT = "leafledger-own-data/1"
MOST_RECORDS = 100_000


async def collected(here: Here) -> bytes:
    """The file's bytes; each record comes with the exact text of its ledger entry, so that it can be checked."""
    person, org = here.member, here.organisation
    async with here.services.database.work(person_id=person.id) as connection:
        records = await own.recent(connection, person, MOST_RECORDS)
    entries = await _entries(here, records)
    async with here.services.database.work(org.id) as connection:
        links = await partners.links_of(connection, org.id, person.id)
        consents = await here.services.consents.of(connection, org.id, person.id)
    document: dict[str, Any] = {
        "format": FORMAT,
        "made_at": here.services.clock.now(),
        "person": {
            "id": person.public_id,
            "telegram_user_id": here.user_id,
            "nickname": person.nickname,
            "locale": person.locale,
            "region": person.region,
            "roles": sorted(person.roles),
            "roles_in_parts": [[grant.role, grant.scope, str(grant.scope_id)] for grant in person.narrower],
            "commute": person.commute,
            "usual_mode": person.usual_mode,
            "goal_mg": person.goal_mg,
            "goal_days": person.goal_days,
        },
        "organisation": {"id": org.public_id, "name": org.name, "log_id": org.log_id},
        "consents": sorted(consents),
        "partner_links": [
            {"member_id": link.public_id, "partner": link.partner.name, "linked_at": link.linked_at} for link in links
        ],
        "records": [_record(one, entries[one.log_id, one.seq]) for one in reversed(records)],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


async def _entries(here: Here, records: Sequence[Receipt]) -> dict[tuple[str, int], str]:
    """The entries that recorded the acts, as they stand in each log: they name nobody."""
    found: dict[tuple[str, int], str] = {}
    for log_id in own.logs_of(records):
        async with here.services.database.log_work(log_id) as connection:
            for one in records:
                if one.log_id == log_id:
                    found[log_id, one.seq] = (await log.read(connection, log_id, one.seq)).data.decode()
    return found


def _record(receipt: Receipt, entry: str) -> dict[str, Any]:
    return {
        "id": receipt.public_id,
        "kind": receipt.kind,
        "quantity": receipt.quantity,
        "unit": receipt.unit,
        "occurred_on": receipt.occurred_on,
        "recorded_at": receipt.recorded_at,
        "evidence": receipt.evidence,
        "status": receipt.status,
        "reasons": list(receipt.reasons),
        "methodology": receipt.methodology,
        "reduction_mg": receipt.reduction_mg,
        "ledger": {"log_id": receipt.log_id, "n": receipt.seq, "entry": entry},
    }
