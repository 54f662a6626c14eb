"""The check page: one static file that verifies a receipt in the browser, also from a disk without network."""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from methodologies.kinds import Kind

_FOLDER = Path(__file__).parent
_SCRIPTS = ("hashing", "signing", "reading", "checking", "words", "page")


@dataclass(frozen=True)
class CheckPage:
    """The whole page, and the content security policy under which it runs."""

    document: bytes
    policy: str


def assemble(kinds: Iterable[Kind]) -> CheckPage:
    """One file out of its parts; the policy names script and style by their hashes and allows no request at all."""
    style = _read("check.css")
    script = '"use strict";\n' + "".join(_read(f"{name}.js") for name in _SCRIPTS)
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )
    names = {kind.code: {"icon": kind.icon, **kind.titles} for kind in kinds}
    # Inside a script element only "<" could end the data.
    data = json.dumps(names, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    filled = Template(_read("layout.html")).substitute(policy=policy, style=style, script=script, kinds=data)
    return CheckPage(filled.encode(), policy)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
