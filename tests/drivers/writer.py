"""Records acts one after another and says on standard output what was acknowledged, until it is killed.

usage: writer.py PERSON FIRST [--acknowledge-early]     (settings from the environment)
`--acknowledge-early` is the planted defect: it speaks before the commit, so that the crash test can show that it sees.
"""

import asyncio
import sys
from uuid import UUID

from actions.commands import RecordAction
from app.container import build
from app.settings import Settings
from kernel.ids import PROGRAMME


async def main(person: UUID, first: int, *, early: bool) -> None:
    async with build(Settings()) as container:

        async def write(lane: int) -> None:
            for number in range(first + lane, first + 1000, 4):
                command = RecordAction(
                    kind="walking", quantity=100 + number, occurred_at=container.clock.now(), source="crash",
                    external_id=str(number), person_id=person, another=True,
                )  # fmt: skip
                if early:
                    print(number, flush=True)
                await container.recorder.record(PROGRAMME, command)
                if not early:
                    print(number, flush=True)

        async with asyncio.TaskGroup() as lanes:
            for lane in range(4):
                lanes.create_task(write(lane))


asyncio.run(main(UUID(sys.argv[1]), int(sys.argv[2]), early="--acknowledge-early" in sys.argv))
