"""Whole columns as parameters: one text that the server reads as an array."""

from collections.abc import Sequence

import orjson


def column(values: Sequence[object]) -> str:
    """The array literal of ids, numbers, days, moments and None, for `FROM unnest($2::text::uuid[])`: there the server
    reads it once, in a condition it may read it for every row.

    The driver looks at every element of an array to see whether it is one itself, which for a batch costs more than the
    query.  Texts go so where none can hold a control character, as no code and no JSON does: an array literal and JSON
    escape those differently.  Any other column of texts goes as `text[]`.

    What is looked up by a column is looked up `CROSS JOIN LATERAL (SELECT … OFFSET 0)`.  Under a plain join the planner,
    which takes a column for ten rows and may never have counted the table, one day compares every row with every row.
    """
    return f"{{{orjson.dumps(values, default=str).decode()[1:-1]}}}"
