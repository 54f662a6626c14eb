"""The search for signing keys seen to fail: doors into which one line is planted."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.house import sources
from tests.house import test_who_signs as held


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packages' sources in a folder of the test's own, where the search looks."""
    for name, text in sources.python(*sources.PACKAGES).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(sources, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "line", "test"),
    [
        (
            "api/routers/ledger.py",
            "key = await container.log_key(connection, log_id)",
            partial(held.test_no_door_has_a_signing_key, "api"),
        ),
        ("bot/farewells.py", "from app.signing import sign", partial(held.test_no_door_has_a_signing_key, "bot")),
        (
            "app/erase.py",
            "note = checkpoint.sign(point, key)",
            held.test_a_checkpoint_is_signed_by_the_integrator_alone,
        ),
        (
            "app/bot.py",
            "await integrator.integrate(connection, log_id, keys, now)",
            held.test_a_checkpoint_is_signed_by_the_integrator_alone,
        ),
        ("api/auth.py", "seed = ring.open_log_seed(log_id, sealed)", held.test_a_logs_seed_is_opened_in_one_place),
    ],
)
def test_a_line_that_signs_elsewhere_is_seen(copied: Path, file: str, line: str, test: Callable[[], None]) -> None:
    test()
    with (copied / file).open("a") as source:
        source.write(f"# planted\n{line}\n")
    with pytest.raises(AssertionError, match=file):
        test()
