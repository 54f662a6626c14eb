"""What `leafledger up` says once everything answers."""

from rich.console import Console

from app.settings import Settings
from app.up import up
from language.texts import Texts


def start(settings: Settings, locale: str) -> None:
    """Runs the product and prints the addresses and what to try."""
    texts = Texts.load()
    console = Console(highlight=False)

    def say(message: str, words: dict[str, str]) -> None:
        console.print(texts.render(message, words, locale), markup=False, soft_wrap=True)

    say("up-starting", {})
    up(settings, say)
    say("up-ended", {})
