"""What `leafledger up` says once everything answers."""

from rich.console import Console

from app.settings import Settings
from app.up import up
from language.texts import Texts


def start(settings: Settings, locale: str) -> None:
    """Runs the product and prints the addresses and what to try."""
    texts = Texts.load()
    console = Console(highlight=False)

    def say(pointed: Settings) -> None:
        parts = {
            "chat": pointed.simulator_url if pointed.simulated else "",
            "pages": f"http://{pointed.reachable_host}:{pointed.port}",
            "folder": str(pointed.data_dir),
        }
        message = "up-ready-simulated" if pointed.simulated else "up-ready-telegram"
        console.print(texts.render(message, parts, locale), markup=False, soft_wrap=True)

    console.print(texts.render("up-starting", {}, locale), markup=False)
    up(settings, say)
    console.print(texts.render("up-ended", {}, locale), markup=False)
