"""The rules of a week: data from a template, frozen when the week is published, pinned in the log.  Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from kernel.errors import DomainError

FORMAT = "leafledger-campaign/1"
DEFAULT_TEMPLATE = "energy_week"
MOST_GOAL_MG = 10**15
"""A thousand tonnes."""


class CampaignTemplateUnknown(DomainError):
    """No template of that name ships."""

    code = "campaign_template_unknown"


@dataclass(frozen=True, slots=True)
class DayPlan:
    """What one day is about: its theme by locale, and the kinds that it suggests."""

    theme: Mapping[str, str]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A week as it ships.  participation_permille: from which share of its people a department is ranked."""

    code: str
    names: Mapping[str, str]
    participation_permille: int
    goals_kg: tuple[int, ...]
    kinds: tuple[str, ...]
    days: tuple[DayPlan, ...]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """What one week goes by, the same for everybody to its end.

    goal_mg: 0 for none.  minimum_group: k of its aggregates.  kinds: which acts count for it.
    """

    template: str
    starts_on: date
    ends_on: date
    zone: str
    goal_mg: int
    participation_permille: int
    minimum_group: int
    kinds: tuple[str, ...]
    days: tuple[DayPlan, ...]
    text: Mapping[str, str]

    def plan(self, on: date) -> DayPlan:
        """The plan of a day of the week; of the nearest one for days outside it."""
        return self.days[min(max((on - self.starts_on).days, 0), len(self.days) - 1)]

    def number(self, on: date) -> int:
        """1 on the first day."""
        return (on - self.starts_on).days + 1

    def document(self) -> dict[str, object]:
        """The rules as they stand in the log and in the database: JSON without floats."""
        return {
            "template": self.template,
            "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "zone": self.zone,
            "goal_mg": self.goal_mg,
            "scoring": "reduction_per_head",
            "participation_permille": self.participation_permille,
            "minimum_group": self.minimum_group,
            "kinds": list(self.kinds),
            "days": _days_document(self.days),
            "text": dict(self.text),
        }


def template(code: str = DEFAULT_TEMPLATE) -> Template:
    """The template; raises `CampaignTemplateUnknown`."""
    found = _templates().get(code)
    if found is None:
        raise CampaignTemplateUnknown(template=code[:40])
    return found


def templates() -> Sequence[Template]:
    """All templates that ship, by code."""
    return [found for _, found in sorted(_templates().items())]


def freeze(origin: Template, *, starts_on: date, zone: str, goal_mg: int, minimum_group: int) -> Rules:
    """The rules of a week that begins on `starts_on` in the IANA `zone`."""
    assert 0 <= goal_mg <= MOST_GOAL_MG
    return Rules(
        template=origin.code,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=len(origin.days) - 1),
        zone=zone,
        goal_mg=goal_mg,
        participation_permille=origin.participation_permille,
        minimum_group=minimum_group,
        kinds=origin.kinds,
        days=origin.days,
        text=origin.text,
    )


def read(document: Mapping[str, Any]) -> Rules:
    """The rules that `Rules.document` wrote."""
    return Rules(
        template=document["template"],
        starts_on=date.fromisoformat(document["starts_on"]),
        ends_on=date.fromisoformat(document["ends_on"]),
        zone=document["zone"],
        goal_mg=document["goal_mg"],
        participation_permille=document["participation_permille"],
        minimum_group=document["minimum_group"],
        kinds=tuple(document["kinds"]),
        days=_read_days(document["days"]),
        text=document["text"],
    )


@cache
def _templates() -> dict[str, Template]:
    folder = files("campaigns").joinpath("templates")
    documents = [json.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".json")]
    return {document["code"]: _template(document) for document in documents}


def _template(document: Mapping[str, Any]) -> Template:
    assert document["format"] == FORMAT
    days, kinds = _read_days(document["days"]), tuple(document["kinds"])
    assert days and all(set(day.kinds) <= set(kinds) for day in days), "a day suggests only what counts"
    return Template(
        code=document["code"],
        names=document["names"],
        participation_permille=document["participation_permille"],
        goals_kg=tuple(document["goals_kg"]),
        kinds=kinds,
        days=days,
        text=document["text"],
    )


def _read_days(rows: Sequence[Mapping[str, Any]]) -> tuple[DayPlan, ...]:
    return tuple(DayPlan(row["theme"], tuple(row["kinds"])) for row in rows)


def _days_document(days: Sequence[DayPlan]) -> list[dict[str, object]]:
    return [{"theme": dict(day.theme), "kinds": list(day.kinds)} for day in days]
