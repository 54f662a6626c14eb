"""Rebuilds a log's projections and stands still before the commit, so that it can be killed there.

usage: rebuilding.py LOG_ID          with LEAFLEDGER_DATABASE_URL, LEAFLEDGER_REDIS_URL and LEAFLEDGER_DATA_DIR set
"""

import asyncio
import sys
import time

from actions.rebuild import Rebuilding
from app.container import build
from app.settings import Settings


def stand_still(done: int, size: int) -> None:
    """Says that everything is written and nothing committed."""
    if done == size:
        print("written", flush=True)
        time.sleep(60)


async def main(log_id: str) -> None:
    """Never gets to its end."""
    async with build(Settings(), pool=2) as container:
        await Rebuilding(container.database, container.keys, container.catalogue).rebuild(log_id, stand_still)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
