"""The check page in a real browser, from a disk and served: it proves what is so, and nothing else."""

import base64
import json
import random
import re
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Page

from api.pages.check import CheckPage
from kernel.errors import DomainError
from ledger import checkpoint, merkle, note, proof
from ledger.checkpoint import Checkpoint
from ledger.entry import parse
from ledger.note import SigningKey
from ledger.policy import Policy
from tests.integration.api.check_page import LOG, POLICY, VKEY, opened, receipt, show, signed_alone, verdict
from tests.integration.chromium import barriers

pytestmark = pytest.mark.asyncio(loop_scope="module")

PARTS = (*range(0, 40, 13), *range(40, 187, 29), 186)


def first(kind: str) -> int:
    """The first entry of that type in the log."""
    for n in range(187):
        if parse(proof.parse(receipt(n)).extra or b"")["type"] == kind:
            return n
    raise AssertionError(kind)


@pytest.mark.parametrize("place", ["disk", "served"])
@pytest.mark.parametrize(("theme", "width", "language"), [("light", 1200, "en-GB"), ("dark", 360, "zh-CN")])
async def test_a_person_checks_a_receipt(
    browser: Browser, port: int, saved: str, place: str, theme: Any, width: int, language: str
) -> None:
    window = await browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, locale=language, offline=place == "disk"
    )
    address = saved if place == "disk" else f"http://127.0.0.1:{port}/check"
    page, faults = await opened(window, address)
    n = first("action.recorded")
    await show(page, receipt(n))
    said = await page.locator("#verdict").inner_text()
    assert said.startswith("已证明" if language == "zh-CN" else "Proved")
    entry = parse(proof.parse(receipt(n)).extra or b"")
    told = await page.locator("#entry").inner_text()
    assert str(entry["methodology"]) in told and str(entry["methodology_sha256"]) in told
    assert len(await page.locator("#steps li").all()) == 5
    assert await page.locator("#bytes").text_content() == (proof.parse(receipt(n)).extra or b"").decode()
    assert await barriers(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults == []
    await window.close()


async def test_grams_evidence_and_act_are_told_in_words(offline: Page) -> None:
    data = json.dumps(
        {
            "evidence": "attested", "inputs": {"occurred_on": "2026-05-18", "segments": [{"distance_m": 12500}]},
            "kind": "metro", "log_id": "log_a", "n": 0, "reduction_mg": 585000, "type": "action.recorded",
        },
        separators=(",", ":"),
    ).encode()  # fmt: skip
    key = SigningKey.generate("ledger.example.org/log_a")
    await show(offline, signed_alone(data, key), key.vkey)
    told = await offline.locator("#entry").inner_text()
    for words in ("🚇 Metro", "12.5 km", "585 g CO₂e", "A, attested", "on 2026-05-18"):
        assert words in told
    await offline.locator("#language").click()
    told = await offline.locator("#entry").inner_text()
    for words in ("🚇 地铁", "路程 12.5 km", "585 克", "A，认证"):
        assert words in told
    await offline.locator("#language").click()


async def test_a_correction_is_told_as_a_change(offline: Page) -> None:
    await show(offline, receipt(first("action.corrected")))
    told = await offline.locator("#entry").inner_text()
    assert "An act was corrected" in told and "Changes the sum by" in told and "Avoided" not in told
    assert "About entry" in told


@pytest.mark.parametrize("n", PARTS)
async def test_receipts_of_every_kind_are_proved(offline: Page, n: int) -> None:
    assert await verdict(offline, receipt(n)) == ["proved", "", 0]
    assert await verdict(offline, receipt(n), POLICY) == ["proved", "", 0]


async def test_no_changed_byte_is_proved(offline: Page) -> None:
    whole = receipt(first("action.recorded"))
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 7
        assert (await verdict(offline, bytes(changed)))[0] == "wrong", at


async def test_page_and_program_agree_on_mutilated_receipts(offline: Page) -> None:
    chance, trust = random.Random(6962), Policy.parse(POLICY)
    lines = receipt(20).split(b"\n")
    proved = 0
    for _ in range(150):
        some = list(lines)
        one, other = chance.randrange(len(some)), chance.randrange(len(some))
        change = chance.choice(("drop", "swap", "repeat", "space", "none"))
        if change == "drop":
            del some[one]
        elif change == "swap":
            some[one], some[other] = some[other], some[one]
        elif change == "repeat":
            some.insert(other, some[one])
        elif change == "space":
            some[one] += chance.choice((b" ", b"\r", b"\t", b"="))
        data = b"\n".join(some)
        try:
            proof.verify(data, trust)
            holds = True
        except DomainError:
            holds = False
        proved += holds
        assert ((await verdict(offline, data))[0] == "proved") is holds, data
    assert 0 < proved < 150


async def test_without_a_key_nothing_is_called_proved(offline: Page) -> None:
    await show(offline, receipt(5), "")
    assert (await offline.locator("#verdict").inner_text()).startswith("The file agrees with itself")
    assert "no key was given" in await offline.locator("#steps").inner_text()


async def test_a_forgers_own_key_is_not_the_readers(offline: Page) -> None:
    origin = note.parse((LOG / "checkpoint").read_bytes()).body.decode().split("\n")[0]
    forger = SigningKey.generate(origin)
    real = proof.parse(receipt(5))
    head = checkpoint.parse(note.parse(real.signed_checkpoint).body)
    forged = proof.to_text(5, real.hashes, checkpoint.sign(head, forger), real.extra)
    assert await verdict(offline, forged) == ["wrong", "unsigned", 0]
    assert (await verdict(offline, forged, forger.vkey))[0] == "proved"
    assert await verdict(offline, receipt(5), SigningKey.generate("elsewhere.example/log").vkey) == [
        "wrong", "log-unknown", 0,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        (b"c2sp.org/tlog-proof@v1", b"c2sp.org/tlog-proof@v2", "header", 1),
        (b"extra ", b"extra =", "extra", 2),
        (b"index 5", b"index 05", "index", 3),
        (b"index 5\n", b"index 5\nAAAA\n", "hash", 4),
        (b"\n187\n", b"\n0187\n", "checkpoint", 14),
        ("— ".encode(), b"- ", "signature-line", 17),
    ],
)
async def test_what_is_wrong_is_named_with_its_line(
    offline: Page, old: bytes, new: bytes, code: str, line: int
) -> None:
    whole = receipt(5)
    assert old in whole
    assert await verdict(offline, whole.replace(old, new, 1)) == ["wrong", code, line]
    await show(offline, whole.replace(old, new, 1))
    assert f"Line {line}: " in await offline.locator("#steps").inner_text()


async def test_a_receipt_without_its_entry_takes_it_from_a_second_file(offline: Page) -> None:
    whole = proof.parse(receipt(5))
    bare, entry = proof.to_text(5, whole.hashes, whole.signed_checkpoint), whole.extra or b""
    assert await verdict(offline, bare) == ["wrong", "entry-missing", 0]
    assert await verdict(offline, bare, entry=entry) == ["proved", "", 0]
    assert (await verdict(offline, bare, entry=entry + b" "))[0] == "wrong"


async def test_an_entry_that_claims_another_place_is_refused(offline: Page) -> None:
    key = SigningKey.generate("ledger.example.org/log_a")
    for fields, code in (
        ({"n": 1, "log_id": "log_a"}, "entry-number"),
        ({"n": 0, "log_id": "log_b"}, "entry-log"),
    ):
        data = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
        assert await verdict(offline, signed_alone(data, key), key.vkey) == ["wrong", code, 0]


async def test_a_quorum_of_witnesses_is_asked_for(offline: Page) -> None:
    key = SigningKey.generate("ledger.example.org/log_a")
    watchers = [SigningKey.generate(f"w{at}.example") for at in range(3)]
    data = b'{"log_id":"log_a","n":0}'
    head = Checkpoint(key.name, 1, merkle.leaf_hash(data))
    lines = [f"log {key.vkey}", *(f"witness w{at} {one.witness_vkey}" for at, one in enumerate(watchers))]
    policy = "\n".join([*lines, "group two 2 w0 w1 w2", "quorum two", ""])
    for count in range(4):
        signed = checkpoint.sign(head, key) + b"".join(
            one.cosign(head.body(), 1_790_000_000) for one in watchers[:count]
        )
        found = await verdict(offline, proof.to_text(0, [], signed, data), policy)
        assert found == (["proved", "", 0] if count >= 2 else ["wrong", "quorum-missing", 0])
    spoiled = checkpoint.sign(head, key) + b"".join(one.cosign(b"other\n", 1) for one in watchers)
    assert (await verdict(offline, proof.to_text(0, [], spoiled, data), policy))[:2] == ["wrong", "signature"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("trust me", "Line 1: this is no line of a policy."),
        (VKEY[:-2], "Line 1: this is no verifier key"),
        (f"{VKEY}\n{VKEY}", "a key stands there twice."),
        (f"# mine\nlog {VKEY}\nquorum all", "Line 3: this name is unknown"),
        (f"log {VKEY}", "Line 1: a policy needs one line"),
    ],
)
async def test_a_wrong_key_or_policy_is_named(offline: Page, text: str, said: str) -> None:
    await show(offline, receipt(5), text)
    assert said in await offline.locator("#trust-wrong").inner_text()
    assert (await offline.locator("#verdict").get_attribute("class")) == "box unsigned"


async def test_a_key_in_the_link_is_taken_and_its_source_is_told(browser: Browser, saved: str) -> None:
    page = await browser.new_page(locale="en-GB")
    await page.goto(f"{saved}?lang=en#{VKEY}")
    assert await page.locator("#trust").input_value() == VKEY
    assert "came with the link" in await page.locator("#trust-source").inner_text()
    await page.locator("#trust").press("End")
    await page.locator("#trust").type(" ")
    assert "You gave this" in await page.locator("#trust-source").inner_text()
    await page.close()


async def test_everything_is_reached_by_keyboard(browser: Browser, saved: str) -> None:
    page = await browser.new_page(locale="en-GB")
    await page.goto(saved)
    reached = []
    for _ in range(4):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.id || document.activeElement.localName"))
    assert reached == ["language", "file", "trust", "summary"]
    await page.close()


async def test_it_is_served_under_a_policy_that_allows_no_request(http: httpx.AsyncClient, built: CheckPage) -> None:
    answer = await http.get("/check")
    policy = answer.headers["content-security-policy"]
    assert policy == f"{built.policy}; frame-ancestors 'none'"
    assert "default-src 'none'" in policy and "unsafe" not in policy and "connect-src" not in policy
    assert b"http://" not in answer.content and b"https://" not in answer.content


async def test_the_home_page_leads_to_it(http: httpx.AsyncClient) -> None:
    assert 'href="/check?lang=en"' in (await http.get("/", params={"lang": "en"})).text


async def test_a_saved_copy_is_one_file(built: CheckPage) -> None:
    assert b" src=" not in built.document and b'<link rel="stylesheet"' not in built.document
    assert b"import " not in built.document.split(b"<script>")[1]


async def test_both_languages_say_the_same_things(offline: Page) -> None:
    shapes = await offline.evaluate(
        """() => {
          const shape = (value) => typeof value === "string" ? [...new Set(value.match(/\\{\\w+\\}/g) ?? [])].sort().join()
            : Object.fromEntries(Object.keys(value).sort().map((key) => [key, shape(value[key])]));
          return Object.values(WORDS).map(({ quantities, ...words }) => JSON.stringify(shape(words)));
        }"""
    )
    assert len(shapes) == 2
    assert shapes[0] == shapes[1]


async def test_everything_that_can_be_wrong_has_its_sentence(offline: Page, built: CheckPage) -> None:
    thrown = set(re.findall(r'new Wrong\("([a-z-]+)"', built.document.decode()))
    told = await offline.evaluate("Object.keys(WORDS.en.errors)")
    assert thrown == set(told)


async def test_a_dropped_file_is_taken(offline: Page) -> None:
    await offline.locator("#trust").fill(VKEY)
    await offline.evaluate(
        """(text) => {
          const data = new DataTransfer();
          data.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], "x.tlog-proof"));
          document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }""",
        base64.b64encode(receipt(7)).decode(),
    )
    await offline.locator("#steps li", has_text="Entry 7 is one of").wait_for()
    assert (await offline.locator("#verdict").get_attribute("class")) == "box proved"
