"""One's own data: what is kept, the switches, partners' links, the download."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.filters import Command

from accounts import erasure_requests, partners
from accounts.partners import LinkExpired, MemberUnknown
from accounts.tokens import TokenInvalid
from bot import alternatives, own_files, placing
from bot.alternatives import Usual
from bot.callbacks import Partner, PartnerNo, Privacy, Switch, Withdraw
from bot.context import ButtonOutdated, Here, Method, Reply
from bot.handlers import belonging
from bot.handlers.settling import ask_another_region
from bot.handlers.start import SWITCHES
from bot.keyboards import button, rows
from bot.leaving import way_out
from bot.registry import opening, wish
from bot.replying import send, show
from kernel.errors import Param
from kernel.ids import parse
from language import formats
from privacy import access, consent
from privacy.consent import partner_purpose

MOST_LOOKS = 15

router = Router(name="privacy")


@router.message(Command("privacy"), F.chat.type == "private")
async def privacy_command(_: object, here: Here) -> Reply:
    """`/privacy`."""
    return await home(here)


@wish("privacy")
async def privacy_words(here: Here, _: Mapping[str, Param]) -> Reply:
    """The same in plain words."""
    return await home(here)


@router.callback_query(Privacy.filter())
async def page(_: object, here: Here, callback_data: Privacy) -> Reply:
    """Home, the full policy, who looked, everything as a file, or another region."""
    if callback_data.page == "policy":
        return await _policy(here)
    if callback_data.page == "looks":
        return await _looks(here)
    if callback_data.page == "data":
        return await own_files.files(here)
    if callback_data.page == "region":
        return await ask_another_region(here)
    return await home(here)


async def home(here: Here) -> Method:
    """What is kept, with everything that can be turned off."""
    person, org = here.member, here.organisation
    async with here.services.database.work(org.id) as connection:
        given = await here.services.consents.of(connection, org.id, person.id)
        links = await partners.links_of(connection, org.id, person.id)
        pending = await erasure_requests.due_at(connection, person.id)
    lines = [here.say("privacy-home"), here.say("privacy-organisation", organisation=org.name)]
    if here.region:
        lines.append(here.say("privacy-region", region=placing.named(here, here.region)))
    if person.usual_mode:
        lines.append(here.say("instead-usual", mode=alternatives.mode_name(here, person.usual_mode)))
    lines.append(here.say("privacy-partners" if links else "privacy-partners-none"))
    for link in links:
        assert link.linked_at is not None, "standing links are linked"
        day = formats.short_day(link.linked_at.date(), here.locale)
        lines.append(here.say("privacy-partner-line", partner=link.partner.name, day=day, member=link.public_id))
    due_at = None if pending is None else formats.moment(pending, org.zone, here.locale)
    if due_at is not None:
        lines.append(here.say("erase-pending", due=due_at))
    lines.append(here.say("privacy-switches"))
    switches = [
        [
            button(
                here.say("start-switch-on" if purpose in given else "start-switch-off", label=here.say(label)),
                Switch(number=number),
            )
        ]
        for number, (purpose, label) in enumerate(SWITCHES)
    ]
    ends = [
        [
            button(
                here.say("privacy-button-withdraw", partner=link.partner.name), Withdraw(id=link.public_id[4:], sure=0)
            )
        ]
        for link in links
    ]
    ends.append([button(here.say("looks-button"), Privacy(page="looks")), way_out(here, pending)])
    last = [
        button(here.say("privacy-button-policy"), Privacy(page="policy")),
        button(here.say("bot-button-own-data"), Privacy(page="data")),
    ]
    usual = [button(here.say("instead-button-usual"), Usual(mode="ask"))]
    if here.own_region:
        usual.append(button(here.say("privacy-button-region"), Privacy(page="region")))
    return show(here, "\n".join(lines), rows(*switches, *ends, usual, [belonging.offered(here)], last))


async def _policy(here: Here) -> Method:
    """The whole notice, and of each purpose its text, its version, and since when it is agreed to."""
    async with here.services.database.work(here.organisation.id) as connection:
        given = await consent.newest(connection, here.organisation.id, here.member.id)
    lines = [here.say("start-consent-policy", version=consent.TEXT_VERSION)]
    for purpose, version in consent.VERSIONS.items():
        code = f"consent-text-{purpose.replace('_', '-')}"
        lines.append(here.say("consent-purpose", text=here.say(code), version=version))
        found = given.get(purpose)
        day = "" if found is None else formats.short_day(found.given_at.date(), here.locale)
        agreed = "" if found is None else found.text_version
        lines.append(here.say("consent-given", day=day, version=agreed) if found else here.say("consent-not-given"))
    lines.append(here.say("consent-unused"))
    return show(here, "\n".join(lines), rows([button(here.say("start-button-back"), Privacy(page="home"))]))


async def _looks(here: Here) -> Method:
    """Who looked at what is theirs: when, by which role, at what, why."""
    async with here.services.database.work(person_id=here.member.id) as connection:
        looks = await access.newest(connection, here.member.id, MOST_LOOKS)
    lines = [here.say("looks-title")]
    for look in looks:
        at = formats.moment(look.seen_at, here.organisation.zone, here.locale)
        said = {
            part: here.say(f"looks-{part}-{getattr(look, part).replace('_', '-')}") for part in ("role", "what", "why")
        }
        lines.append(here.say("looks-line", at=at, **said))
    lines.append(here.say("looks-rule" if looks else "looks-none"))
    return show(here, "\n".join(lines), rows([button(here.say("start-button-back"), Privacy(page="home"))]))


@router.callback_query(Switch.filter())
async def switch(_: object, here: Here, callback_data: Switch) -> Reply:
    """Turns one optional consent on or off; both are logged."""
    if not 0 <= callback_data.number < len(SWITCHES):
        raise ButtonOutdated
    purpose = SWITCHES[callback_data.number][0]
    services, org_id, person = here.services, here.organisation.id, here.member
    async with services.database.work(org_id) as connection:
        given = purpose in await services.consents.of(connection, org_id, person.id)
    if not given:
        await services.consents.give(org_id, person.id, purpose)
        return await home(here)
    # Withdrawn is withdrawn everywhere: a photo of a ride may have been agreed to where that ride is kept.
    for one in dict.fromkeys((org_id, *person.orgs)):
        await services.consents.withdraw(one, person.id, purpose)
    return await home(here)


@router.callback_query(Withdraw.filter())
async def withdraw(_: object, here: Here, callback_data: Withdraw) -> Reply:
    """Asks once, then ends the link at once."""
    services, org_id, person = here.services, here.organisation.id, here.member
    member_id = parse("mem", f"mem_{callback_data.id}")
    if not callback_data.sure:
        async with services.database.work(org_id) as connection:
            link = await partners.link(connection, org_id, member_id)
        if link.person_id != person.id:
            raise MemberUnknown(member_id=link.public_id)
        yes = button(here.say("privacy-button-withdraw-yes"), Withdraw(id=callback_data.id, sure=1), style="danger")
        keyboard = rows([yes, button(here.say("start-button-back"), Privacy(page="home"))])
        return show(here, here.say("privacy-withdraw-ask", partner=link.partner.name), keyboard)
    async with services.database.work(org_id) as connection:
        link = await partners.withdraw_link(connection, org_id, member_id, person.id, services.clock.now())
        await services.consents.withdraw_within(connection, org_id, person.id, partner_purpose(link.partner.id))
    return show(here, here.say("privacy-withdrawn", partner=link.partner.name))


@opening("p_")
async def asked_by_partner(here: Here, payload: str) -> Reply:
    """A partner asks for a link: who, and what it would get."""
    services, person = here.services, here.member
    try:
        org_id, member_id = partners.read_link(services.keys.token_key, payload)
        async with services.database.work(org_id) as connection:
            link = await partners.link(connection, org_id, member_id)
    except (TokenInvalid, MemberUnknown):
        return send(here, here.say("start-invite-unknown"))
    if link.person_id == person.id and link.linked_at is not None and link.withdrawn_at is None:
        return send(here, here.say("start-partner-linked", partner=link.partner.name))
    if link.person_id is not None or link.withdrawn_at is not None:
        return send(here, here.say("start-partner-expired", partner=link.partner.name))
    ident = payload.removeprefix("p_")
    keyboard = rows(
        [
            button(here.say("start-button-partner-agree"), Partner(payload=ident), style="success"),
            button(here.say("start-button-partner-refuse"), PartnerNo(payload=ident)),
        ]
    )
    return send(here, here.say("start-partner", partner=link.partner.name), keyboard)


@router.callback_query(Partner.filter())
async def agree_to_partner(_: object, here: Here, callback_data: Partner) -> Reply:
    """The link and its logged consent, in one transaction."""
    services, person, now = here.services, here.member, here.services.clock.now()
    org_id, member_id = partners.read_link(services.keys.token_key, f"p_{callback_data.payload}")
    async with services.database.work(org_id) as connection:
        link = await partners.link(connection, org_id, member_id)
        if link.person_id != person.id or link.linked_at is None or link.withdrawn_at is not None:
            try:
                link = await partners.accept_link(connection, org_id, member_id, person.id, now)
            except LinkExpired:
                return show(here, here.say("start-partner-expired", partner=link.partner.name))
        await services.consents.give_within(connection, org_id, person.id, partner_purpose(link.partner.id))
    return show(here, here.say("start-partner-linked", partner=link.partner.name))


@router.callback_query(PartnerNo.filter())
async def refuse_partner(_: object, here: Here, callback_data: PartnerNo) -> Reply:
    """Nothing is linked."""
    services = here.services
    org_id, member_id = partners.read_link(services.keys.token_key, f"p_{callback_data.payload}")
    async with services.database.work(org_id) as connection:
        link = await partners.link(connection, org_id, member_id)
    return show(here, here.say("start-partner-refused", partner=link.partner.name))
