"""The grammar's word lists: TOML tables beside the code, each with Chinese and English words."""

import tomllib
from importlib.resources import files


def load(name: str) -> dict[str, tuple[str, ...]]:
    """Table -> its words, Chinese first, from `<name>.toml` (zh split at spaces, en at commas)."""
    tables = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return {key: _words(table) for key, table in tables.items()}


def _words(table: dict[str, str]) -> tuple[str, ...]:
    english = (" ".join(word.split()) for word in table.get("en", "").split(","))
    return (*table.get("zh", "").split(), *(word for word in english if word))
