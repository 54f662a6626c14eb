"""Region codes: a country, its province or state, a city; a code that nobody could mean is refused before it is kept."""

import re
from functools import cache

from babel import Locale

from kernel.errors import DomainError

ELSEWHERE = "ZZ"
"""ISO 3166-1's user-assigned code for a place not named: no methodology is local there."""
CHINA = (
    *("AH", "BJ", "CQ", "FJ", "GD", "GS", "GX", "GZ", "HA", "HB", "HE", "HI", "HK", "HL", "HN", "JL", "JS", "JX"),
    *("LN", "MO", "NM", "NX", "QH", "SC", "SD", "SH", "SN", "SX", "TJ", "TW", "XJ", "XZ", "YN", "ZJ"),
)
"""ISO 3166-2:CN, letters since 2017."""
_CODE = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,4})(?:-[A-Z0-9]{1,4})?)?").fullmatch
_NO_COUNTRY = frozenset(("EU", "EZ", "QO", "UN", "XA", "XB"))
"""Groups and test codes that CLDR lists among its territories."""


class RegionUnknown(DomainError):
    """No place has this code.  region: what was said."""

    code = "region_unknown"


def checked(code: str) -> str:
    """The code of a region, such as CN-GD-SZ, CN-XZ, HK or US-CAMX; raises `RegionUnknown`.

    Countries are those of CLDR, China's provinces those of ISO 3166-2; of cities and of other countries' parts only the
    form is checked, since grids and cities have codes of their own.
    """
    parts = _CODE(code)
    if parts is None or parts[1] not in _countries() or (parts[1] == "CN" and parts[2] not in (None, *CHINA)):
        raise RegionUnknown(region=code[:40])
    return code


@cache
def _countries() -> frozenset[str]:
    names = (str(name) for name in Locale("en").territories)
    return frozenset(name for name in names if len(name) == 2) - _NO_COUNTRY
