"""Everything about the person who asks: a file for programs, a page to read, and a link for another device."""

from accounts import own_links
from bot.context import Here, Method
from bot.replying import document, send
from reporting.personal.own_data import OwnData, as_json
from reporting.personal.own_page import page

MOST_FILE_BYTES = 45 * 1024 * 1024
"""Telegram takes files of at most 50 MB from bots (Bot API, sending files)."""


async def files(here: Here) -> list[Method]:
    """The two files; where they are too large for a chat, the link alone."""
    services, person = here.services, here.member
    found = await OwnData(services.database, services.keys, services.clock).collected(person.id)
    token = own_links.issue(services.keys.token_key, person.id, services.clock.now())
    link, name = f"{services.public_url}/mine/{token}", f"leafledger-{here.today.isoformat()}"
    data, read = as_json(found), page(found, services.texts, here.locale)
    if max(len(data), len(read)) > MOST_FILE_BYTES:
        return [send(here, here.say("own-data-too-large", link=link))]
    return [
        document(here, data, f"{name}.json", here.say("own-data-json")),
        document(here, read, f"{name}.html", here.say("own-data-html", link=link)),
    ]
