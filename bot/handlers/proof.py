"""Receipts: prove it, explain it, and what a proof does not show."""

from collections.abc import Mapping
from urllib.parse import quote

from aiogram import F, Router
from aiogram.filters import Command

from actions.commands import Receipt
from bot import receipts, shown
from bot.callbacks import OnAction
from bot.context import Here, Reply
from bot.escaping import Markup, escape
from bot.handlers import methods
from bot.handlers.amending import latest_of, record_of
from bot.keyboards import button, grid, rows
from bot.registry import wish
from bot.replying import document, send
from kernel.errors import Param
from language import formats, traces
from language.texts import Value
from ledger import integrator, log, merkle, proof, serving

router = Router(name="proof")
_LISTED = 6


@router.message(Command("receipt"), F.chat.type == "private")
async def receipt_command(_: object, here: Here) -> Reply:
    """`/receipt`."""
    return await history(here, {})


@wish("receipt")
async def history(here: Here, _: Mapping[str, Param]) -> Reply:
    """The latest records, each with its button."""
    latest = await latest_of(here, _LISTED + 1)
    if not latest:
        return send(here, here.say("receipt-none"))
    return _page(here, latest)


@router.callback_query(OnAction.filter(F.what == "o"))
async def older(_: object, here: Here, callback_data: OnAction) -> Reply:
    """The records before that one: every record that a person ever made can be proved."""
    before = await record_of(here, callback_data.id)
    return _page(here, await latest_of(here, _LISTED + 1, before))


def _page(here: Here, found: list[Receipt]) -> Reply:
    """Records, newest first; one more than are listed means that there are older ones."""
    listed = found[:_LISTED]
    lines, buttons = [here.say("receipt-history")], []
    for one in listed:
        params = shown.described(here, one)
        day = formats.short_day(one.occurred_on, here.locale)
        line = here.say("receipt-history-line", reference=shown.reference(one), day=day, **params)
        undone = here.say("receipt-event", event="reversed") if one.status == "reversed" else ""
        lines.append(f"{line} · {undone}" if undone else line)
        buttons.append(button(f"#{shown.reference(one)}", receipts.on("d", one)))
    more = [button(here.say("receipt-button-older"), receipts.on("o", listed[-1]))] if len(found) > _LISTED else []
    return send(here, "\n".join(lines), rows(*grid(buttons, 3), more))


@router.callback_query(OnAction.filter(F.what == "d"))
async def details(_: object, here: Here, callback_data: OnAction) -> Reply:
    """Where the record stands in the ledger, and what that shows and does not show."""
    receipt = await record_of(here, callback_data.id)
    params = shown.described(here, receipt)
    common = {
        "reference": shown.reference(receipt),
        "title": params["title"],
        "quantity": params["quantity"],
        "grams": params["grams"],
        "evidence": shown.letter(here, receipt.evidence),
        "entry": formats.number(receipt.seq, here.locale),
    }
    async with here.services.database.log_work(receipt.log_id) as connection:
        signed = await integrator.witnessed(connection, receipt.log_id, receipt.seq)
        if signed is None:
            text = here.say("receipt-integrating", **common)
            proved = False
        else:
            hashes = await integrator.inclusion(connection, receipt.log_id, receipt.seq, signed.size)
            entry = await log.read(connection, receipt.log_id, receipt.seq)
            merkle.verify_inclusion(entry.leaf, receipt.seq, signed.size, hashes, signed.root)
            at = formats.moment(signed.signed_at, here.organisation.zone, here.locale)
            text = here.say(
                "receipt-proved",
                **common,
                checkpoint=at,
                since=at,
                leaf=_short(entry.leaf),
                root=_short(signed.root),
                steps=len(hashes),
                travel=shown.travel(receipt.unit),
            )
            proved = True
    if receipt.status == "reversed":
        text = f"{text}\n{here.say('receipt-later', what=here.say('receipt-event', event='reversed'))}"
    elif receipt.status in ("verified", "corrected"):
        text = f"{text}\n{here.say('receipt-later', what=here.say('receipt-event', event=receipt.status))}"
    file = [button(here.say("receipt-button-proof"), receipts.on("p", receipt))] if proved else []
    why = [button(here.say("receipt-button-sum"), receipts.on("w", receipt))] if receipt.methodology else []
    wrong = [button(here.say("receipt-button-wrong"), receipts.on("x", receipt))]
    return send(here, text, rows(file, [*why, *wrong]))


def _short(digest: bytes) -> str:
    return f"{digest.hex()[:4]}…{digest.hex()[-2:]}"


@router.callback_query(OnAction.filter(F.what == "p"))
async def proof_file(_: object, here: Here, callback_data: OnAction) -> Reply:
    """The `.tlog-proof`: entry, inclusion proof and signed checkpoint in one text file (C2SP tlog-proof)."""
    receipt = await record_of(here, callback_data.id)
    async with here.services.database.log_work(receipt.log_id) as connection:
        signed = await integrator.witnessed(connection, receipt.log_id, receipt.seq)
        if signed is None:
            return send(here, here.say("bot-proof-later"))
        hashes = await integrator.inclusion(connection, receipt.log_id, receipt.seq, signed.size)
        entry = await log.read(connection, receipt.log_id, receipt.seq)
        vkeys = await serving.vkeys_under(connection, receipt.log_id, [signed.note])
    data = proof.to_text(receipt.seq, hashes, signed.note, entry.data)
    keys = "\n".join(vkeys)
    # What stands behind # stays in the browser: the page asks nobody.
    address = escape(f"{here.services.public_url}/check?lang={here.locale}#{quote(keys)}")
    page = Markup(f'<a href="{address}">{here.say("receipt-check-page")}</a>')
    caption = here.say("receipt-proof-file", page=page, vkey=keys)
    return document(here, data, f"{shown.reference(receipt)}.tlog-proof", caption)


@router.callback_query(OnAction.filter(F.what == "w"))
async def why_this(_: object, here: Here, callback_data: OnAction) -> Reply:
    """Why this number."""
    receipt = await record_of(here, callback_data.id)
    return send(here, explained(here, receipt), rows(methods.offered(here, receipt)))


@wish("why")
async def why_last(here: Here, _: Mapping[str, Param]) -> Reply:
    """Why the latest number."""
    latest = await latest_of(here, 1)
    if not latest:
        return send(here, here.say("receipt-none"))
    return send(here, explained(here, latest[0]), rows(methods.offered(here, latest[0])))


def explained(here: Here, receipt: Receipt) -> str:
    """The sum step by step, with the source of its method."""
    params = shown.described(here, receipt)
    priced = receipts.sum_of(here, receipt)
    if priced is None:
        return here.say("bot-why-withheld", why=receipts.why_none(here, receipt), **params)
    lines = [
        here.say("trace-head", title=params["title"], quantity=params["quantity"], methodology=str(receipt.methodology))
    ]

    def say(code: str, values: Mapping[str, Value]) -> str:
        return here.say(code, **values)

    lines += traces.steps_told(here.services.texts, priced.result.trace, say)
    if "daily_cap" in receipt.reasons:
        lines.append(here.say("trace-cap", counted=params["quantity"]))
    lines += shown.comparison(here, receipt.reduction_mg)
    lines += traces.origin_told(priced.package.attribution, priced.package.text_state, say)
    path = "/".join(quote(part, safe="") for part in (priced.package.id, priced.package.version))
    address = escape(f"{here.services.public_url}/methodologies/{path}?lang={here.locale}")
    page = Markup(f'<a href="{address}">{escape(priced.package.name)}</a>')
    return "\n".join([*lines, here.say("method-page-more", page=page)])


@router.callback_query(OnAction.filter(F.what == "x"))
async def wrong(_: object, here: Here, callback_data: OnAction) -> Reply:
    """Something's wrong: change or undo, as far as the record allows."""
    receipt = await record_of(here, callback_data.id)
    if receipt.status in ("reversed", "verified", "pending_review") or receipt.evidence != "self_reported":
        return send(here, here.say("bot-final"))
    change = [button(here.say("undo-button-correct"), receipts.on("c", receipt))] if receipt.unit in ("m", "g") else []
    return send(
        here,
        here.say("receipt-wrong"),
        rows([*change, button(here.say("record-button-undo"), receipts.on("u", receipt))]),
    )
