"""Attesting a source text: two admins of the programme vouch for the same document, and the next version follows.

A methodology whose text is only quoted is held from market lots.  What is kept of a document is its hash and its length.
Every step stands in the programme's log; who took it lies in the vault, and an open attestation goes with its person.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from accounts import notices, organisations, people
from accounts.admin_acts import Act, Author
from accounts.choosing import code_of
from accounts.people import Person, RoleMissing
from accounts.permissions import SOURCES_ATTEST
from actions.amend import Amending, Amendment
from kernel.errors import DomainError
from kernel.ids import PROGRAMME
from kernel.work import Connection
from methodologies.catalogue import Catalogue
from methodologies.package import Package, canonical
from privacy.person_data import Whose, rows

IN_FORCE_AFTER = timedelta(seconds=60)
"""By then every process has read it: they look every ten seconds (`app.published`)."""
LARGEST_DOCUMENT_BYTES = 20 * 1024 * 1024
"""What Telegram lets a bot fetch (Bot API, getFile)."""
ATTESTED, WITHDRAWN = "source_attested", "attestation_withdrawn"
Outcome = Literal["waiting", "differ", "published"]


class NotHeld(DomainError):
    """The version waits for no source text.  methodology: its name."""

    code = "not_held"


class AttestedAlready(DomainError):
    """Another document was attested, and the next version stands.  methodology, by: the two names."""

    code = "attested_already"


class DocumentUnusable(DomainError):
    """The file is empty, or longer than can be fetched.  reason: empty or too_large."""

    code = "document_unusable"


@dataclass(frozen=True, slots=True)
class Document:
    """All that is kept of a file.  sha256: 64 hex."""

    sha256: str
    length_bytes: int


@dataclass(frozen=True, slots=True)
class Held:
    """A version that waits for its source text.  own: what the asking admin sent; others: how many other admins did."""

    package: Package
    own: Document | None
    others: int


@dataclass(frozen=True, slots=True)
class Attested:
    """What came of an attestation.  following: the name of the version that was published, if one was."""

    outcome: Outcome
    following: str = ""


class Attesting(Amending):
    """The use cases of an admin of the programme; each raises `RoleMissing` for anybody else."""

    async def held(self, admin: Person) -> list[Held]:
        """The versions that wait, by name."""
        _admit(admin)
        async with self._database.work(PROGRAMME) as connection:
            followed = await _followed(connection)
            found = await _standing(connection)
        waiting = []
        for package in _quoted(self.catalogue):
            if package.name not in followed:
                theirs = found.get(package.name, {})
                others = sum(person_id != admin.id for person_id in theirs)
                waiting.append(Held(package, theirs.get(admin.id), others))
        return waiting

    async def attest(self, admin: Person, methodology: str, document: Document) -> Attested:
        """One admin vouches that the file is the methodology's source text; a second one's equal file publishes.

        Sending another file replaces one's own; the same person twice stays one.  Raises `DocumentUnusable`, `NotHeld`,
        `AttestedAlready` and `MethodologyUnknown`.
        """
        _admit(admin)
        _require_usable(document)
        async with self.open(PROGRAMME) as amendment:
            connection = amendment.connection
            admins = await people.holders(connection, PROGRAMME, SOURCES_ATTEST)
            if admin.id not in admins:
                raise RoleMissing(role="admin")
            followed = (await _followed(connection)).get(methodology)
            if followed is not None:
                if followed.source == document.sha256:
                    return Attested("published", followed.name)  # Said again: the answer of before may be lost.
                raise AttestedAlready(methodology=methodology, by=followed.name)
            package = _held(self.catalogue, methodology)
            theirs = (await _standing(connection)).get(methodology, {})
            own = theirs.pop(admin.id, None)
            if own != document:
                await _keep(amendment, package, admin.id, document)
            others = {one: theirs[one] for one in theirs if one in admins}
            equal = [one for one, sent in others.items() if sent.sha256 == document.sha256]
            if equal:
                return await self._publish(amendment, package, admin, document, list(others))
            outcome: Outcome = "differ" if others else "waiting"
            told = list(others) if others else [one for one in admins if one != admin.id]
            if own != document:
                await _tell(amendment, told, f"attest-told-{outcome}", {"methodology": package.name})
            return Attested(outcome)

    async def withdraw(self, admin: Person, methodology: str) -> bool:
        """Takes one's own open attestation back; False where there is none."""
        _admit(admin)
        async with self.open(PROGRAMME) as amendment:
            taken = await amendment.connection.execute(
                "DELETE FROM attestation WHERE org_id = $1 AND methodology = $2 AND person_id = $3",
                PROGRAMME,
                methodology,
                admin.id,
            )
            if rows(taken):
                await amendment.acted(Author("admin", admin.id), Act(WITHDRAWN, code_of(methodology), methodology))
        return rows(taken) > 0

    async def _publish(
        self, amendment: Amendment, package: Package, admin: Person, document: Document, told: list[UUID]
    ) -> Attested:
        """The next version goes into the programme's log and to every process; the attestations have served."""
        taken = {one.name for one in (await _followed(amendment.connection)).values()} | self.catalogue.packages.keys()
        following = next_version(package, document.sha256, amendment.now.date(), taken)
        await amendment.publish_as_admin(following, ATTESTED, admin.id, document.sha256)
        await amendment.connection.execute(
            "INSERT INTO published_methodology (name, sha256, supersedes, document, published_at, in_force_at)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            following.name,
            following.sha256,
            package.name,
            following.canonical.decode(),
            amendment.now,
            amendment.now + IN_FORCE_AFTER,
        )
        await amendment.connection.execute(
            "DELETE FROM attestation WHERE org_id = $1 AND methodology = $2", PROGRAMME, package.name
        )
        names: Mapping[str, object] = {"methodology": package.name, "following": following.name}
        await _tell(amendment, told, "attest-told-published", names)
        return Attested("published", following.name)


def next_version(package: Package, document_sha256: str, today: date, taken: Collection[str]) -> Package:
    """The version that says the same with its source text on file, read and tried on its golden cases.

    taken: names that stand already.  Raises `PackageInvalid` where a package breaks a rule now that it may be exported.
    """
    document: dict[str, Any] = json.loads(package.canonical)
    document["version"] = _next_number(package, taken)
    document["supersedes"] = package.name
    document["packaged_on"] = max(today, package.packaged_on).isoformat()
    document["source"] |= {"text_state": "on_file", "document_sha256": document_sha256}
    document["export"] = {"allowed": True}
    alone = Catalogue()
    return alone.publish(json.loads(canonical(document)), in_force=False)


def _next_number(package: Package, taken: Collection[str]) -> str:
    """2021.2 after 2021.1, 16.1 after 16; the first that is free."""
    head, dot, last = package.version.rpartition(".")
    head, number = (f"{head}{dot}", int(last)) if dot and last.isdigit() else (f"{package.version}.", 0)
    while True:
        number += 1
        if f"{package.id}/{head}{number}" not in taken:
            return f"{head}{number}"


def _quoted(catalogue: Catalogue) -> list[Package]:
    """Active versions for the market whose text is only quoted; a plugin's document says nothing of its code."""
    return [
        one
        for _, one in sorted(catalogue.packages.items())
        if one.status == "active"
        and one.text_state == "quoted"
        and one.credit_class == "market"
        and "plugin" not in one.document
    ]


def _held(catalogue: Catalogue, methodology: str) -> Package:
    package = catalogue.package(methodology)
    if package not in _quoted(catalogue):
        raise NotHeld(methodology=methodology)
    return package


def _admit(admin: Person) -> None:
    """Raises `RoleMissing` for whoever is no admin of the programme: what they publish serves everybody."""
    if admin.org_id != PROGRAMME or not admin.may(SOURCES_ATTEST):
        raise RoleMissing(role="admin")


def _require_usable(document: Document) -> None:
    if document.length_bytes < 1:
        raise DocumentUnusable(reason="empty")
    if document.length_bytes > LARGEST_DOCUMENT_BYTES:
        raise DocumentUnusable(reason="too_large")


@dataclass(frozen=True, slots=True)
class _Following:
    name: str
    source: str


async def _followed(connection: Connection) -> dict[str, _Following]:
    """The version that followed each, and the hash of its source text."""
    found = await connection.fetch("SELECT name, supersedes, document FROM published_methodology")
    return {
        row["supersedes"]: _Following(row["name"], json.loads(row["document"])["source"]["document_sha256"])
        for row in found
    }


async def _standing(connection: Connection) -> dict[str, dict[UUID, Document]]:
    """What each admin vouches for, by methodology."""
    found: dict[str, dict[UUID, Document]] = {}
    rows_ = await connection.fetch("SELECT * FROM attestation WHERE org_id = $1 ORDER BY attested_at", PROGRAMME)
    for row in rows_:
        document = Document(row["document_sha256"], row["length_bytes"])
        found.setdefault(row["methodology"], {})[row["person_id"]] = document
    return found


async def _keep(amendment: Amendment, package: Package, admin_id: UUID, document: Document) -> None:
    """One's attestation, in the place of an earlier one."""
    key = (PROGRAMME, package.name, admin_id)
    await amendment.connection.execute(
        "DELETE FROM attestation WHERE org_id = $1 AND methodology = $2 AND person_id = $3", *key
    )
    await amendment.connection.execute(
        "INSERT INTO attestation (org_id, methodology, person_id, document_sha256, length_bytes, attested_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        *key,
        document.sha256,
        document.length_bytes,
        amendment.now,
    )
    comment = f"{package.name} {document.sha256} {document.length_bytes}"
    await amendment.acted(Author("admin", admin_id), Act(ATTESTED, code_of(package.name), comment))


async def _tell(amendment: Amendment, admins: list[UUID], code: str, params: Mapping[str, object]) -> None:
    zone = (await organisations.find(amendment.connection, PROGRAMME)).zone
    for admin_id in admins:
        # Who vouched for what concerns security: whoever attested hears of it at any hour.
        await notices.tell(amendment.connection, admin_id, code, params, now=amendment.now, zone=zone, at_once=True)


async def erase_within(connection: Connection, whose: Whose) -> dict[str, int]:
    """Takes the person's open attestations back; call under the locked head."""
    taken = await connection.execute(
        "DELETE FROM attestation WHERE org_id = $1 AND person_id = $2", whose.org_id, whose.person_id
    )
    return {"attestations": rows(taken)}
