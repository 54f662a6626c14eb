"""`python -m app.document`: writes the API's document to docs/openapi.json, for readers and for comparing changes."""

import asyncio
import json
from pathlib import Path

from api.application import framework
from app.api import context
from app.local import opened
from app.settings import Settings

KEPT = Path(__file__).parent.parent / "docs" / "openapi.json"


async def write(settings: Settings) -> None:
    """Writes the document of the running product."""
    async with opened(settings) as container:
        made = framework(context(container)).openapi()
    KEPT.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    asyncio.run(write(Settings()))
