"""Public ids round-trip and refuse everything else."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import PROGRAMME, MalformedId, parse, public


@given(st.uuids(), st.sampled_from(["act", "per", "mem", "org", "log"]))
def test_an_id_leads_back_to_its_uuid(value: UUID, prefix: str) -> None:
    text = public(prefix, value)
    assert parse(prefix, text) == value
    assert len(text) == len(prefix) + 27


def test_the_programme_alone_has_a_name_and_only_as_organisation_and_log() -> None:
    assert public("org", PROGRAMME) == "org_public" and parse("org", "org_public") == PROGRAMME
    assert public("log", PROGRAMME) == "log_public"
    assert public("act", PROGRAMME) == "act_" + "0" * 26
    with pytest.raises(MalformedId):
        parse("act", "act_public")


@given(st.text())
def test_any_text_is_an_id_or_a_named_error(text: str) -> None:
    try:
        value = parse("act", text)
    except MalformedId:
        return
    assert public("act", value) == text


@pytest.mark.parametrize("tail", ["z" * 26, "0" * 25, "0" * 27, "0" * 25 + "I", "0" * 25 + "u", "٣" * 26])
def test_too_large_too_short_or_foreign_letters_are_refused(tail: str) -> None:
    with pytest.raises(MalformedId):
        parse("act", f"act_{tail}")
