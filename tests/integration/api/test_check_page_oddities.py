"""The check page and what is not as it should be: files, languages, browsers without WebCrypto."""

import hashlib
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.async_api import Browser, Page

from ledger.note import SigningKey
from tests.integration.api.check_page import VKEY, receipt, show, signed_alone

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_no_file_leaves_the_verdict_of_the_one_before(offline: Page) -> None:
    key = SigningKey.generate("ledger.example.org/log_a")
    await show(offline, receipt(5), f"{VKEY}\n{key.vkey}")
    await offline.locator("#verdict.proved").wait_for()
    too_deep = signed_alone(b"[" * 100_000 + b"]" * 100_000, key)
    await show(offline, too_deep, f"{VKEY}\n{key.vkey}")
    await offline.locator("#verdict.wrong").wait_for(timeout=5_000)
    assert await offline.locator("#entry").is_hidden()


@pytest.mark.parametrize("inputs", [None, {"segments": [None]}, {"segments": [[[]]]}, 7])
async def test_an_entry_that_has_no_words_is_shown_as_it_stands(offline: Page, inputs: object) -> None:
    key = SigningKey.generate("ledger.example.org/log_a")
    fields = {"inputs": inputs, "log_id": "log_a", "n": 0}
    data = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    await show(offline, receipt(5))
    await show(offline, signed_alone(data, key), key.vkey)
    await offline.locator("#verdict.proved").wait_for(timeout=5_000)
    assert await offline.locator("#bytes").text_content() == data.decode()
    assert "CO₂e" not in await offline.locator("#entry").inner_text()


async def test_a_file_that_cannot_be_read_leaves_no_verdict(offline: Page) -> None:
    await show(offline, receipt(5))
    await offline.locator("#verdict.proved").wait_for()
    await offline.evaluate("take([{ slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) }])")
    await offline.locator("#verdict.waiting").wait_for(timeout=5_000)


async def test_a_language_that_is_none_leaves_the_page_as_it_is(browser: Browser, saved: str) -> None:
    page = await browser.new_page(locale="en-GB")
    for asked in ("fr", "constructor", "__proto__"):
        await page.goto(f"{saved}?lang={asked}")
        assert await page.locator("h1").inner_text() == "Check a proof"
        assert await page.locator("#verdict").inner_text() == "Choose a proof file to begin."
    await page.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def old_browser(browser: Browser, saved: str) -> AsyncIterator[Page]:
    """The page in a browser whose WebCrypto is missing, as over plain HTTP."""
    window = await browser.new_context(locale="en-GB", offline=True)
    await window.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = await window.new_page()
    await page.goto(saved)
    yield page
    await window.close()


async def test_without_webcrypto_the_page_computes_itself(old_browser: Page) -> None:
    await show(old_browser, receipt(5))
    assert (await old_browser.locator("#verdict").inner_text()).startswith("Proved")
    assert "this page's own arithmetic" in await old_browser.locator("#steps").inner_text()


async def test_own_signatures_arithmetic_agrees_with_the_library(old_browser: Page) -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    cases, expected = [], []
    for at in range(12):
        key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"key %d" % at).digest())
        message = hashlib.sha512(b"m %d" % at).digest() * at
        signature = key.sign(message)
        scalar = int.from_bytes(signature[32:], "little")
        flipped = bytes([signature[0] ^ 1]) + signature[1:]
        grown = signature[:32] + (scalar + order).to_bytes(32, "little")
        for some, good in ((signature, True), (flipped, False), (grown, False), (bytes(64), False)):
            cases.append([list(key.public_key().public_bytes_raw()), list(message), list(some)])
            expected.append(good)
    found = await old_browser.evaluate(
        "(cases) => cases.map((one) => signedByOwnArithmetic(...one.map((part) => Uint8Array.from(part))))", cases
    )
    assert found == expected


async def test_own_hashes_agree_with_the_library(offline: Page) -> None:
    messages = [hashlib.sha512(bytes([at])).digest()[: at % 65] * (at % 7 + 1) for at in range(140)] + [bytes(9_000)]
    found = await offline.evaluate(
        "(all) => all.map((one) => [hex(sha256(Uint8Array.from(one))), hex(sha512(Uint8Array.from(one)))])",
        [list(one) for one in messages],
    )
    assert found == [[hashlib.sha256(one).hexdigest(), hashlib.sha512(one).hexdigest()] for one in messages]
