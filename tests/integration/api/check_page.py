"""What tests of the check page share: receipts, and the ways to give the page one."""

import base64
from typing import Any

from playwright.async_api import BrowserContext, Page

from app.prove import receipt_from
from app.schema import FOLDER
from ledger import checkpoint, merkle, proof
from ledger.checkpoint import Checkpoint
from ledger.note import SigningKey

LOG = FOLDER.parent / "tests" / "vectors" / "log_v1"
POLICY = (LOG / "policy.txt").read_text()
VKEY = next(line.removeprefix("log ") for line in POLICY.splitlines() if line.startswith("log "))
CHECK = """async ([proof, entry, trust]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const found = await check(bytes(proof), entry && bytes(entry), readTrust(trust));
  const bad = found.steps.find((one) => one.state === "bad");
  return [found.verdict, bad ? bad.error.code : "", bad?.error.values.line ?? 0];
}"""


def receipt(n: int) -> bytes:
    return receipt_from(LOG, n, None)


def signed_alone(data: bytes, key: SigningKey) -> bytes:
    """The receipt of the only entry of a log."""
    return proof.to_text(0, [], checkpoint.sign(Checkpoint(key.name, 1, merkle.leaf_hash(data)), key), data)


async def opened(window: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """The page, and a list that fills with every request or complaint that it should not have made."""
    page = await window.new_page()
    faults: list[str] = []
    page.on("request", lambda one: faults.append(one.url) if one.url != address else None)
    page.on("console", lambda one: faults.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: faults.append(str(one)))
    await page.goto(address)
    return page, faults


async def verdict(page: Page, data: bytes, trust: str = VKEY, entry: bytes | None = None) -> list[Any]:
    """(verdict, code of the first wrong step, its line) as the page's own functions find it."""
    separate = None if entry is None else base64.b64encode(entry).decode()
    found: list[Any] = await page.evaluate(CHECK, [base64.b64encode(data).decode(), separate, trust])
    return found


async def show(page: Page, data: bytes, trust: str = VKEY) -> None:
    """Gives the page a file and a key as a person does."""
    await page.locator("#trust").fill(trust)
    await page.locator("#file").set_input_files({"name": "A7F3.tlog-proof", "mimeType": "text/plain", "buffer": data})
    await page.locator("#steps li").first.wait_for()
