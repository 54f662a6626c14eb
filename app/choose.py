"""`leafledger choose`: what an organisation counts by, printed or changed."""

from datetime import date

from accounts import choosing, organisations
from accounts.choosing import Wanted
from accounts.organisations import Organisation
from app.local import opened
from app.settings import Settings
from kernel.ids import parse
from methodologies.catalogue import EVERYWHERE, LOCAL, Catalogue
from methodologies.package import Package


async def choose(
    settings: Settings,
    org: str,
    methodologies: str | None = None,
    region: str | None = None,
    zone: str | None = None,
    commute_baseline: str | None = None,
) -> dict[str, object]:
    """The organisation's choice after the change, if one is asked for.

    methodologies: ids with commas between them.  Raises `MalformedId`, `OrganisationUnknown`, and what
    `accounts.choosing.choose` raises.
    """
    names = None if methodologies is None else [name.strip() for name in methodologies.split(",")]
    wanted = Wanted(names, region, zone, commute_baseline)
    org_id = parse("org", org)
    async with opened(settings) as container:
        now = container.clock.now()
        async with container.database.work(org_id) as connection:
            if wanted == Wanted():
                found = await organisations.find(connection, org_id)
            else:
                found = await choosing.choose(connection, container.keys, container.catalogue, org_id, wanted, now)
        return told(found, container.catalogue, now.date())


def told(organisation: Organisation, catalogue: Catalogue, today: date) -> dict[str, object]:
    """The choice as plain values; `counts_by` are the versions that may price an act of today."""
    return {
        "organisation": organisation.public_id,
        "name": organisation.name,
        "region": organisation.region,
        "zone": organisation.zone,
        "methodology_set": list(organisation.methodology_set),
        "commute_baseline": organisation.commute_baseline,
        "minimum_group": organisation.minimum_group,
        "counts_by": [
            {
                "methodology": package.name,
                "region": package.region,
                "credit_class": package.credit_class,
                "text_state": package.text_state,
                "use_by": package.use_by.isoformat(),
            }
            for package in sorted(catalogue.packages.values(), key=lambda one: one.name)
            if _counts(package, organisation, today)
        ],
    }


def _counts(package: Package, organisation: Organisation, today: date) -> bool:
    known = package.known_from is None or package.known_from <= today
    speaks = package.covers(today) or package.provisional(today)
    if package.status != "active" or package.use_by < today or not (known and speaks):
        return False
    named, here = package.id in organisation.methodology_set, package.place(organisation.region) is not None
    if named and (package.region == EVERYWHERE or organisation.region is None):
        return True  # Without a region of its own the organisation counts wherever its people are.
    return here and (named or LOCAL in organisation.methodology_set)
