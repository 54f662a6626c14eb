"""Receiving updates: long polling, webhooks, and who the bot is."""

import re
from urllib.parse import urlsplit

from simulator.methods.contract import Method
from simulator.simulation import Simulation, Webhook
from simulator.wire import Json, Parameters, Refusal, bad_request

LONGEST_POLL_S = 50
"""The Bot API server's own limit on `timeout`."""
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(simulation: Simulation, parameters: Parameters) -> list[Json]:
    """Confirm by offset and return the next updates; 409 while a webhook is set."""
    if simulation.webhook.url:
        raise Refusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = parameters.integer("limit", 100)
    timeout_s = min(max(parameters.integer("timeout"), 0), LONGEST_POLL_S)
    simulation.updates.allow(_allowed(parameters))
    updates = await simulation.updates.poll(
        parameters.integer("offset"),
        min(max(limit, 1), 100),
        0 if simulation.closing else timeout_s,
    )
    if simulation.webhook.url:
        raise Refusal(409, "Conflict: terminated by setWebhook request")
    return updates


async def set_webhook(simulation: Simulation, parameters: Parameters) -> bool:
    """Push updates to a URL from now on; http is taken too, as by a local Bot API server."""
    url = parameters.text("url")
    if not url:
        return await delete_webhook(simulation, parameters)
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    secret = parameters.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    simulation.updates.allow(_allowed(parameters))
    if parameters.flag("drop_pending_updates"):
        simulation.updates.clear()
    simulation.webhook = Webhook(
        url=url,
        secret=secret,
        max_connections=min(max(parameters.integer("max_connections", 40), 1), 100),
        ip_address=parameters.text("ip_address") or parts.hostname,
        has_certificate=parameters.upload("certificate") is not None,
    )
    simulation.remember_webhook()
    return True


async def delete_webhook(simulation: Simulation, parameters: Parameters) -> bool:
    """Go back to polling."""
    if parameters.flag("drop_pending_updates"):
        simulation.updates.clear()
    simulation.webhook = Webhook()
    simulation.remember_webhook()
    return True


async def get_webhook_info(simulation: Simulation, parameters: Parameters) -> Json:
    """The Bot API's WebhookInfo."""
    hook = simulation.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": hook.has_certificate,
        "pending_update_count": len(simulation.updates),
    }
    if hook.url:
        info |= {"max_connections": hook.max_connections, "ip_address": hook.ip_address}
    if hook.last_error_at:
        info |= {"last_error_date": hook.last_error_at, "last_error_message": hook.last_error}
    if simulation.updates.allowed:
        info["allowed_updates"] = sorted(simulation.updates.allowed)
    return info


async def get_me(simulation: Simulation, parameters: Parameters) -> Json:
    """The bot's User with what only getMe tells."""
    return {
        **simulation.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": simulation.reads_groups,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def log_out(simulation: Simulation, parameters: Parameters) -> bool:
    """Nothing to move: there is no other server."""
    return True


def _allowed(parameters: Parameters) -> list[str] | None:
    kinds = parameters.json("allowed_updates", "can't parse allowed_updates JSON object")
    if kinds is None:
        return None
    if not isinstance(kinds, list):
        raise bad_request("expected an Array of String as allowed updates")
    return [str(kind) for kind in kinds]


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "getMe": get_me,
    "logOut": log_out,
    "close": log_out,
}
