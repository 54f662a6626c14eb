"""The control API's machine: state, events, raw updates, files, faults and limits."""

from mimetypes import guess_type

import orjson
from aiohttp import web

from simulator import miniapp
from simulator.chats import overview
from simulator.control_contract import Answer, Call, Malformed
from simulator.faults import FAULT_KINDS, Fault
from simulator.files import suffix_of
from simulator.gateway import SIMULATION
from simulator.injection import inject as put_updates
from simulator.wire import WHOLE

HEARTBEAT_S = 15.0
LONGEST_WAIT_S = 50
BEFORE_ALL = -1
"""Where a reader of another run's events stands: before everything that is kept."""


async def state(call: Call) -> Answer:
    """The bot, the people, the chats, and where the feed of events stands."""
    simulation = call.simulation
    return {
        "bot": simulation.bot,
        "people": list(simulation.chats.people.values()),
        "chats": [
            {**overview(chat), "last": next(reversed(chat.messages.values()), None)}
            for chat in simulation.chats.chats.values()
        ],
        "texts": {language: simulation.profile.text("name", language) for language in ("", "zh", "en")},
        "public_key": miniapp.public_key(simulation.token),
        "polling": simulation.webhook.url == "",
        "pending_updates": len(simulation.updates),
        "event": f"{simulation.feed.epoch}.{simulation.feed.last}",
    }


async def poll(call: Call) -> Answer:
    """The events after number `after`, waiting up to `timeout` seconds for the first."""
    timeout_s = min(max(call.integer("timeout", 0), 0), LONGEST_WAIT_S)
    after = call.integer("after", 0)
    waits = timeout_s > 0 and not call.simulation.closing
    found = await call.simulation.feed.wait(after, timeout_s) if waits else call.simulation.feed.after(after)
    return {"events": found, "last": call.simulation.feed.last}


async def events(request: web.Request) -> web.StreamResponse:
    """The same as a stream of server-sent events, from `after` or the browser's Last-Event-ID (<epoch>.<n>) on."""
    simulation = request.app[SIMULATION]
    feed = simulation.feed
    epoch, _, number = (request.headers.get("Last-Event-ID") or request.query.get("after", "")).partition(".")
    last = int(number) if WHOLE.fullmatch(number) else feed.last
    if epoch and epoch != feed.epoch:
        last = BEFORE_ALL
    stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await stream.prepare(request)
    try:
        while not simulation.closing:
            # A reader from before a restart, or too far behind, at whatever moment, is told to fetch the state anew.
            if not feed.reaches(last):
                await stream.write(b'data: {"type":"restarted"}\n\n')
                last = feed.last
            else:
                found = feed.after(last)
                mark = feed.epoch.encode()
                lines = [b"id: %s.%d\ndata: %s\n\n" % (mark, event["n"], orjson.dumps(event)) for event in found]
                last = feed.last
                await stream.write(b"".join(lines) or b": still here\n\n")
            await feed.wait(last, HEARTBEAT_S)
    except ConnectionError:
        pass  # The reader went away; it comes back with its Last-Event-ID.
    return stream


async def inject(call: Call) -> Answer:
    """Queue raw `updates` (a list), each with its own update_id if it has one; the ids used."""
    updates = call.fields.get("updates")
    if not isinstance(updates, list):
        raise Malformed("updates is a list")
    return {"update_ids": put_updates(call.simulation, updates)}


async def upload(call: Call) -> Answer:
    """Keep a file under a given `file_id` (or a new one) so that injected updates can name it; its shape."""
    sent = call.uploads.get("file")
    if sent is None:
        raise Malformed("file is a file part")
    folder = "photos" if sent.mime_type.startswith("image/") else "documents"
    return call.simulation.files.add(sent.content, folder, suffix_of(sent.name), file_id=call.text("file_id", ""))


async def file(request: web.Request) -> web.StreamResponse:
    """The bytes of a file by its id, for the page; documents come as a download."""
    files = request.app[SIMULATION].files
    known = files.shape(request.match_info["file_id"])
    content = files.read(known["path"]) if known else None
    if known is None or content is None:
        return web.json_response({"error": "no such file"}, status=404)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    kind = guess_type(known["path"])[0] or "application/octet-stream"
    if not known["path"].startswith("photos/"):
        kind = "application/octet-stream"
    return web.Response(body=content, content_type=kind, headers=headers)


async def plan_fault(call: Call) -> Answer:
    """Let the next `count` calls of `method` fail as `kind`; or set duplicates and reordered deliveries."""
    faults = call.simulation.faults
    if "kind" in call.fields:
        kind = next((kind for kind in FAULT_KINDS if kind == call.text("kind")), None)
        if kind is None:
            raise Malformed(f"kind is one of {', '.join(FAULT_KINDS)}")
        fault = Fault(kind, call.integer("seconds", 1), call.flag("after"))
        faults.plan(call.text("method", "*"), fault, call.integer("count", 1))
    faults.duplicates = call.integer("duplicates", faults.duplicates)
    faults.reordered = call.integer("reordered", faults.reordered)
    return await faults_waiting(call)


async def faults_waiting(call: Call) -> Answer:
    """How many faults still wait."""
    faults = call.simulation.faults
    return {"methods": faults.waiting(), "duplicates": faults.duplicates, "reordered": faults.reordered}


async def clear_faults(call: Call) -> Answer:
    """Everything works again."""
    call.simulation.faults.clear()
    return await faults_waiting(call)


async def change_limits(call: Call) -> Answer:
    """Set some of the sending limits (`enabled`, overall_per_second, …), or the bot's privacy mode; the limits."""
    meter = call.simulation.meter
    changes: dict[str, int | bool] = {}
    if "enabled" in call.fields:
        changes["enabled"] = call.flag("enabled")
    for name in ("overall_per_second", "chat_burst", "chat_per_second", "group_per_minute"):
        if name in call.fields:
            changes[name] = max(1, call.integer(name))
    if changes:
        meter.change(**changes)
    if "reads_groups" in call.fields:
        call.simulation.reads_groups = call.flag("reads_groups")
    limits = meter.limits
    return {
        "enabled": limits.enabled,
        "overall_per_second": limits.overall_per_second,
        "chat_burst": limits.chat_burst,
        "chat_per_second": limits.chat_per_second,
        "group_per_minute": limits.group_per_minute,
        "reads_groups": call.simulation.reads_groups,
    }


ACTS = {
    ("GET", "state"): state,
    ("GET", "poll"): poll,
    ("POST", "inject"): inject,
    ("POST", "files"): upload,
    ("POST", "faults"): plan_fault,
    ("GET", "faults"): faults_waiting,
    ("DELETE", "faults"): clear_faults,
    ("POST", "limits"): change_limits,
}
