"""`leafledger simulator`: the local Bot API server with its chat page."""

from app.logging import configure
from app.processes import run_until_told
from app.settings import Settings, SettingWrong
from simulator.server import serve


async def run(settings: Settings) -> None:
    """Serves until cancelled."""
    if settings.telegram_token is None:
        raise SettingWrong(setting="LEAFLEDGER_TELEGRAM_TOKEN", reason="missing")
    await serve(
        settings.host,
        settings.simulator_port,
        token=settings.telegram_token.get_secret_value(),
        directory=settings.data_dir / "simulator",
    )


def main() -> None:
    """Runs the process."""
    settings = Settings()
    configure(settings.log_level)
    run_until_told(run(settings), settings.data_dir, "simulator")


if __name__ == "__main__":
    main()
