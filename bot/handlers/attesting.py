"""/attest: admins of the programme send a methodology's source text as a file; two equal ones publish the next version."""

from aiogram import Bot, F, Router
from aiogram.filters import Command, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Message

from actions.attesting import LARGEST_DOCUMENT_BYTES, Attested, Document, DocumentUnusable, Held, NotHeld
from bot import fetching
from bot.callbacks import mark_of
from bot.context import ButtonOutdated, Here, Reply
from bot.keyboards import button, rows
from bot.replying import send, show
from language import formats

router = Router(name="attesting")
ASK = "attest"
_MOST_LISTED = 20
_MOST_VALUES = 12


class Source(CallbackData, prefix="at"):
    """The version whose hash begins so.  what: p pick, w withdraw."""

    what: str
    mark: str


class Asked(Filter):
    """A message of somebody who was asked for a source text."""

    async def __call__(self, message: Message, here: Here) -> bool:
        """Whether the question is open."""
        return here.state is not None and here.state["ask"] == ASK


@router.message(Command("attest"), F.chat.type == "private")
async def held(_: object, here: Here) -> Reply:
    """`/attest`: what waits for its source text."""
    found = await here.services.attesting.held(here.member)
    if not found:
        return send(here, here.say("attest-none"))
    lines = [here.say("attest-list"), *(_line(here, one) for one in found[:_MOST_LISTED])]
    buttons = ([button(one.package.name, _of("p", one))] for one in found[:_MOST_LISTED])
    return send(here, "\n".join(lines), rows(*buttons))


def _line(here: Here, one: Held) -> str:
    state = ("both" if one.others else "own") if one.own else ("other" if one.others else "none")
    title = one.package.title[here.locale]
    return here.say("attest-line", methodology=one.package.name, title=title, state=state)


@router.callback_query(Source.filter(F.what == "p"))
async def picked(_: object, here: Here, callback_data: Source) -> Reply:
    """Asks for the file; one's own may be taken back."""
    one = await _found(here, callback_data.mark)
    await here.ask({"ask": ASK, "methodology": one.package.name})
    text = here.say("attest-ask", methodology=one.package.name, issuer=_issuer(one), values=_values(one))
    if one.own is None:
        return show(here, text)
    sent = here.say("attest-own", **_told(here, one.own))
    return show(here, f"{text}\n{sent}", rows([button(here.say("attest-button-withdraw"), _of("w", one))]))


@router.callback_query(Source.filter(F.what == "w"))
async def withdrawn(_: object, here: Here, callback_data: Source) -> Reply:
    """Takes one's own attestation back, while no second one has come."""
    one = await _found(here, callback_data.mark)
    taken = await here.services.attesting.withdraw(here.member, one.package.name)
    await here.settle()
    return show(here, here.say("attest-withdrawn" if taken else "attest-nothing", methodology=one.package.name))


@router.message(F.chat.type == "private", F.document, Asked())
async def received(message: Message, here: Here, bot: Bot) -> Reply:
    """The file: fetched for its hash, and compared with what the other admins sent."""
    assert message.document is not None and here.state is not None
    size = message.document.file_size
    if size is not None and size > LARGEST_DOCUMENT_BYTES:
        raise DocumentUnusable(reason="too_large")
    methodology = str(here.state["methodology"])
    await here.services.attesting.held(here.member)  # Nobody's file is fetched who may not attest.
    document = Document(*await fetching.hashed(bot, message.document.file_id, LARGEST_DOCUMENT_BYTES))
    found = await here.services.attesting.attest(here.member, methodology, document)
    await here.settle()
    return send(here, _answer(here, methodology, document, found))


def _answer(here: Here, methodology: str, document: Document, found: Attested) -> str:
    told = _told(here, document)
    return here.say(f"attest-{found.outcome}", methodology=methodology, following=found.following, **told)


@router.message(F.chat.type == "private", F.photo | F.video | F.sticker | F.voice | F.audio | F.animation, Asked())
async def not_a_file(_: object, here: Here) -> Reply:
    """A picture that Telegram made anew is another sequence of bytes for each of the two."""
    return send(here, here.say("attest-as-file"))


async def _found(here: Here, mark: str) -> Held:
    waiting = await here.services.attesting.held(here.member)
    one = next((one for one in waiting if mark_of(one.package) == mark), None)
    if one is None:
        raise ButtonOutdated
    return one


def _of(what: str, one: Held) -> Source:
    return Source(what=what, mark=mark_of(one.package))


def _issuer(one: Held) -> str:
    source = one.package.document["source"]
    if not isinstance(source, dict):
        raise NotHeld(methodology=one.package.name)
    return str(source["issuer"])


def _values(one: Held) -> str:
    """The numbers that the text must bear out."""
    factors = list(one.package.factors.values())
    shown = "; ".join(f"{factor.key}: {factor.published}" for factor in factors[:_MOST_VALUES])
    return f"{shown}; …" if len(factors) > _MOST_VALUES else shown


def _told(here: Here, document: Document) -> dict[str, str]:
    return {"length": formats.number(document.length_bytes, here.locale), "sha256": document.sha256}
