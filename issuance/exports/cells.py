"""Text that no spreadsheet runs: formulas made inert, control and direction characters gone."""

import unicodedata

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
"""What a cell that a spreadsheet would run can begin with (ASVS 1.2.10), full-width forms included."""
MOST = 1000
"""Characters of a cell; a spreadsheet holds 32,767."""


def inert(text: str) -> str:
    """`text` as a cell: at most `MOST` characters on one line, an apostrophe before what could be run."""
    clean = " ".join("".join(map(_seen, text)).split())[:MOST]
    return f"'{clean}" if text.startswith(_DANGEROUS) or clean.startswith(_DANGEROUS) else clean


def _seen(letter: str) -> str:
    """The letter, or what is left of one that cannot be seen: format marks vanish, other controls become a space."""
    category = unicodedata.category(letter)
    return "" if category == "Cf" else " " if category[0] == "C" else letter
