"""One line of JSON an event on standard error.  Never a token, a name, a route or a Telegram id."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Sets up structured logging; third parties' loggers speak from warning upwards."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    # What these warn of, a server that is gone for instance, the product says itself, in one line.
    for noisy in ("httpx", "aiogram.event", "aiogram.dispatcher", "asyncpg.pool"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
