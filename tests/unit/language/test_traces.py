"""Why this number: every step has its sentence, in both languages, with nothing of a stranger's taken for markup."""

from typing import NamedTuple

import pytest

from language import traces
from language.texts import LOCALES, Texts

TEXTS = Texts.load()


class Step(NamedTuple):
    code: str
    params: dict[str, str | int]


FACTOR = Step("factor", {"kind": "reduction", "value": "46.8", "unit": "mg/m", "factor_id": "F-1"})
STEPS = [
    Step("inputs", {"text": "distance_m 12000"}),
    FACTOR,
    Step("formula", {"text": "12000 m × 46.8 mg/m", "exact": "561600", "unit": "mg"}),
    Step("discount", {"discount": "0.1", "evidence": "attested"}),
    Step("rounded_down", {"signed_mg": 561_600, "reduction_mg": 561_600}),
    Step("no_credit", {"signed_mg": -5, "reduction_mg": 0}),
    Step("provisional", {"final_to": "2026-12-31", "until": "2027-06-30"}),
    Step("rounded_up", {"emission_mg": 7}),
    Step("cap_limit", {"input": "distance_m", "max": 120_000, "counted": 12_000, "unit": "m"}),
    Step("impact", {"key": "water_l", "quantity": 3, "unit": "L"}),
]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.code)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_step_of_the_engine_has_a_sentence_of_its_own(step: Step, locale: str) -> None:
    (line,) = traces.steps_told(TEXTS, [step], traces.plain(TEXTS, locale))
    assert not line.startswith(step.code)
    assert not {"<", "{"} & set(line)


def test_the_whole_is_told_in_both_languages_with_its_source() -> None:
    told = traces.plainly(TEXTS, STEPS, "深圳市生态环境局", "quoted")
    assert list(told) == ["zh", "en"]
    assert len(told["zh"]) == len(told["en"]) == len(STEPS) + 2
    assert told["en"][1] == "Reduction factor 46.8 mg/m, source F-1"
    assert told["en"][4] == "Rounded down once: 561,600 mg"
    assert told["zh"][-2] == "方法出处：深圳市生态环境局"


def test_a_plugins_own_step_is_told_by_its_values() -> None:
    told = traces.plainly(TEXTS, [Step("fleet_mix", {"share": "0.4", "cars": 3})], "a", "on_file")
    assert told["en"][0] == "fleet_mix: share 0.4, cars 3"


def test_a_plugins_step_that_lacks_a_value_is_told_by_what_it_has() -> None:
    told = traces.plainly(TEXTS, [Step("formula", {"text": "a × b"})], "a", "on_file")
    assert told["zh"][0] == "formula：text a × b"


def test_what_looks_like_a_tag_in_a_value_stays_text() -> None:
    step = Step("inputs", {"text": "<b>bold</b> & <code>x</code> &amp;"})
    (line,) = traces.steps_told(TEXTS, [step], traces.plain(TEXTS, "en"))
    assert line.endswith("<b>bold</b> & <code>x</code> &amp;")


def test_an_impact_is_named_in_the_persons_language_where_it_has_a_name() -> None:
    step = Step("impact", {"key": "water_l", "quantity": 3, "unit": "L"})
    told = traces.plainly(TEXTS, [step, Step("impact", {**step.params, "key": "ink_ml"})], "a", "on_file")
    assert told["zh"][0].endswith("水 3 L") and told["en"][0].endswith("water 3 L")
    assert told["en"][1].endswith("ink_ml 3 L")
