"""What Telegram hands over, by webhook or by polling, on its way into the inbox."""

LARGEST_ID = 2**63 - 1
"""Of what a column holds."""


def chat_of(update: object) -> int | None:
    """The chat in which the update's order counts, wherever its kind keeps it; a person alone has their own."""
    if not isinstance(update, dict):
        return None
    for content in update.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message")
        inner = message.get("chat") if isinstance(message, dict) else None
        for place in (content.get("chat"), inner, content.get("from")):
            if isinstance(place, dict) and type(place.get("id")) is int and abs(place["id"]) <= LARGEST_ID:
                found: int = place["id"]
                return found
    return None
