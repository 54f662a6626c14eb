"""Text that no spreadsheet runs: formulas made inert, control and direction characters gone."""

import re

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
"""What a cell that a spreadsheet would run can begin with (ASVS 1.2.10), full-width forms included."""
# Control characters, the marks that turn the direction of writing, zero-width marks, and lone surrogates.
_unfit = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
MOST = 1000
"""Characters of a cell; a spreadsheet holds 32,767."""


def inert(text: str) -> str:
    """`text` as a cell: at most `MOST` characters on one line, an apostrophe before what could be run."""
    dangerous = text.startswith(_DANGEROUS)
    clean = " ".join(_unfit.sub(" ", text).split())[:MOST]
    return f"'{clean}" if dangerous or clean.startswith(_DANGEROUS) else clean
