"""`leafledger roster` and `roster-links`: an organisation's people come as a file, and get a link each."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from accounts.admin_acts import OPERATOR, Author
from accounts.roster import links
from accounts.roster.files import MOST_BYTES, RosterTooLarge, RosterUnreadable
from accounts.roster.importing import Importing, Outcome
from app.container import Container
from app.local import opened
from app.settings import Settings
from issuance.exports.cells import inert
from kernel.ids import PROGRAMME, parse

_BY_OPERATOR = Author(OPERATOR)
_PROGRAMME_WORD = "programme"
_LINK_COLUMNS = ("name", "email", "number", "language", "link", "expires_on")


def read_file(path: Path) -> bytes:
    """The file's bytes; of one that is too large none are read.  Raises `RosterTooLarge` and `RosterUnreadable`."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RosterTooLarge(what="bytes", most=MOST_BYTES)
        return path.read_bytes()
    except OSError as problem:
        raise RosterUnreadable(reason="file") from problem


async def take(
    settings: Settings, org: str, path: Path, *, dry: bool, seen: Callable[[int, int], None]
) -> dict[str, object]:
    """Imports a roster's file, or tells what that would do; raises as `Importing.take`, and `MalformedId`."""
    org_id, data = _org(org), read_file(path)
    async with opened(settings) as container:
        return await taken(container, org_id, data, dry=dry, seen=seen)


async def taken(
    container: Container, org_id: UUID, data: bytes, *, dry: bool = False,
    seen: Callable[[int, int], None] = lambda done, size: None,
) -> dict[str, object]:  # fmt: skip
    """As `take`, on a running container."""
    importing = Importing(container.database, container.keys, container.clock, life(container.settings))
    return told(await importing.take(org_id, _BY_OPERATOR, data, dry=dry, seen=seen), dry=dry)


def life(settings: Settings) -> timedelta:
    """How long a row waits for its person: its invitation ends when the row's days are over."""
    return timedelta(days=settings.keep_roster_days)


def told(outcome: Outcome, *, dry: bool) -> dict[str, object]:
    """An import as plain values; the verdicts name rows by number and nobody by name."""
    return {
        "dry_run": dry,
        "encoding": outcome.encoding,
        "rows": outcome.rows,
        "counts": outcome.counts,
        "new_departments": outcome.units,
        "moved_members": outcome.moved,
        "ignored_columns": list(outcome.ignored),
        "verdicts": [
            {
                "row": one.row,
                "verdict": one.verdict,
                **({"reason": one.reason, "column": one.column} if one.reason else {}),
                **({"as_in_row": one.as_in} if one.as_in else {}),
            }
            for one in outcome.verdicts
        ],
    }


async def personal_links(settings: Settings, org: str) -> bytes:
    """A CSV file (UTF-8 with a mark, as spreadsheets open it) of everybody who has not come, with their link.

    Raises `MalformedId`, `OrganisationUnknown`, and `BotUnknown` before the bot has run.
    """
    async with opened(settings) as container:
        return await written(container, _org(org))


async def written(container: Container, org_id: UUID) -> bytes:
    """As `personal_links`, on a running container."""
    before = await container.deep_link("")
    async with container.database.work(org_id) as connection:
        letters = await links.waiting(connection, container.keys, org_id, _BY_OPERATOR, container.clock.now())
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_LINK_COLUMNS)
    for one in letters:
        who = one.personal
        cells = (who.name, who.email, who.number, one.locale, before + one.payload, one.expires_at.date().isoformat())
        writer.writerow([inert(cell or "") for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def _org(org: str) -> UUID:
    return PROGRAMME if org == _PROGRAMME_WORD else parse("org", org)
