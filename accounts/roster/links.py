"""The personal links of whoever a roster names and has not come: one each, for the letters that an organisation sends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts import admin_acts, joining, organisations, people
from accounts.admin_acts import Act, Author
from accounts.roster.secrets import Personal, Secrets
from kernel.ids import public
from kernel.work import Connection
from privacy.keys import KeyRing

WRITTEN = "roster_links_written"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter to one person needs.  payload: starts the bot, `j_…`; it lets one person in."""

    personal: Personal
    locale: str | None
    payload: str
    expires_at: datetime


async def waiting(connection: Connection, keys: KeyRing, org_id: UUID, author: Author, now: datetime) -> list[Letter]:
    """The letters, by id of the row; the log says that somebody had them written.  The transaction sees `org_id`.

    Raises `OrganisationUnknown`, and `PersonUnknown` for an author who is gone.
    """
    await organisations.find(connection, org_id)
    if author.person_id is not None:
        await people.keep(connection, author.person_id)
    secrets = Secrets(await keys.organisation_key(connection, org_id), org_id)
    found = await connection.fetch(
        "SELECT r.id, r.sealed, r.locale, i.expires_at FROM roster_row r JOIN invitation i USING (org_id, id)"
        " WHERE r.org_id = $1 AND r.person_id IS NULL AND i.expires_at > $2 AND i.joins < i.cap ORDER BY r.id",
        org_id,
        now,
    )
    if found:
        await admin_acts.write(connection, keys, public("log", org_id), author, [Act(WRITTEN, "roster", "")], now)
    return [
        Letter(
            secrets.open(row["id"], row["sealed"]),
            row["locale"],
            joining.payload(keys.token_key, org_id, row["id"]),
            row["expires_at"],
        )
        for row in found
    ]
