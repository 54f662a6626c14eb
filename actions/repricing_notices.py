"""Telling people what a recalculation made of their records: one notice each, with the commit that corrects them."""

from uuid import UUID

from accounts import notices
from actions.amend import Amendment
from actions.repricing import Repriced


class Letters:
    """What is still to be told, by person.  zone: of the organisation, for people's nights.  reason: the entries' own."""

    def __init__(self, zone: str, reason: str) -> None:
        self._zone = zone
        self._reason = reason
        self._open: dict[UUID, dict[str, tuple[int, int]]] = {}

    def take(self, item: Repriced) -> None:
        """Remembers a correction that changes somebody's grams."""
        person_id, judged = item.act.person_id, item.judgement
        if person_id is None or judged is None or not judged.delta_mg:
            return
        by_version = self._open.setdefault(person_id, {})
        acts, difference_mg = by_version.get(item.package.name, (0, 0))
        by_version[item.package.name] = acts + 1, difference_mg + judged.delta_mg

    async def send(self, amendment: Amendment, going_on: UUID | None) -> None:
        """Tells everybody but `going_on`, whose days the next transaction goes on with."""
        for person_id in [one for one in self._open if one != going_on]:
            for methodology, (acts, difference_mg) in self._open.pop(person_id).items():
                await self._tell(amendment, person_id, methodology, acts, difference_mg)

    async def _tell(
        self, amendment: Amendment, person_id: UUID, methodology: str, acts: int, difference_mg: int
    ) -> None:
        sign = "same" if not difference_mg else "less" if difference_mg < 0 else "more"
        difference = {"text": "whatif-difference", "params": {"sign": sign, "mass": {"mass": abs(difference_mg)}}}
        params = {"acts": acts, "methodology": methodology, "reason": self._reason, "difference": difference}
        await notices.tell(
            amendment.connection, person_id, "whatif-recalculated", params, now=amendment.now, zone=self._zone
        )
