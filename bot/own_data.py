"""Everything about the person who asks, as one JSON file: account, consents, links, records and their entries."""

from typing import Any

import orjson

from accounts import partners
from actions import balances
from actions.commands import Receipt
from bot.context import Here
from kernel.work import Connection
from ledger import log

FORMAT = "leafledger-own-data/1"
MOST_RECORDS = 100_000


async def collected(here: Here, connection: Connection) -> bytes:
    """The file's bytes; each record comes with the exact text of its ledger entry, so that it can be checked."""
    person, org = here.member, here.organisation
    records = await balances.recent(connection, org.log_id, person.id, MOST_RECORDS)
    links = await partners.links_of(connection, org.id, person.id)
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
            "commute": person.commute,
            "usual_mode": person.usual_mode,
        },
        "organisation": {"id": org.public_id, "name": org.name, "log_id": org.log_id},
        "consents": sorted(await here.services.consents.of(connection, org.id, person.id)),
        "partner_links": [
            {"member_id": link.public_id, "partner": link.partner.name, "linked_at": link.linked_at} for link in links
        ],
        "records": [
            _record(one, (await log.read(connection, one.log_id, one.seq)).data.decode()) for one in reversed(records)
        ],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2)


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
