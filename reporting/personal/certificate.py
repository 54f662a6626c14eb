"""The certificate of an erasure: what was destroyed, when, and where the ledger says so; it names nobody."""

from collections.abc import Mapping

from accounts.farewells import Certificate
from language.texts import LOCALES, Texts
from ledger.integrator import Signed
from reporting.personal.document import Part, document

KINDS = (
    "acts", "evidence_files", "vault", "consents", "looks", "partner_links", "campaigns", "attestations",
    "telegram_accounts", "memberships", "updates", "notices", "people",
)  # fmt: skip
"""Kinds of rows that have a name of their own; others are shown by their code."""


def certificate(facts: Certificate, signed: Mapping[str, Signed], texts: Texts, locale: str) -> bytes:
    """The file, in the person's language first, then in the other.

    signed: by log, a checkpoint that covers the entry; a log without one has signed none yet, and the file says so.
    """
    others = [other for other in LOCALES if other != locale]
    parts = [_part(facts, signed, texts, language) for language in (locale, *others)]
    return document(texts.render("erase-certificate", {}, locale), parts)


def _part(facts: Certificate, signed: Mapping[str, Signed], texts: Texts, locale: str) -> Part:
    def say(code: str, **params: str | int) -> str:
        return texts.render(code, params, locale)

    part = Part(locale)
    part.heading(say("erase-certificate"), 1)
    part.paragraph(say("erase-certificate-what", at=facts.erased_at.strftime("%Y-%m-%d %H:%M:%S UTC")))
    head = (say("erase-certificate-kind"), say("erase-certificate-rows"))
    for log_id, counts in facts.logs.items():
        part.table(say("erase-certificate-log", log=log_id), head, _counts(counts, texts, locale))
    part.table(say("erase-certificate-beside"), head, _counts(facts.beside, texts, locale))
    part.paragraph(say("erase-certificate-key"))
    part.heading(say("erase-certificate-ledger"))
    for log_id, n in facts.entries.items():
        part.paragraph(say("erase-certificate-entry", log=log_id, n=str(n)))
        if log_id in signed:
            part.verbatim(signed[log_id].note.decode())
        else:
            part.paragraph(say("erase-certificate-unsigned"))
    part.paragraph(say("erase-certificate-check"))
    part.paragraph(say("erase-certificate-stays"))
    return part


def _counts(counts: Mapping[str, int], texts: Texts, locale: str) -> list[tuple[str, str]]:
    return [
        (texts.render(f"erased-{name.replace('_', '-')}", {}, locale) if name in KINDS else name, str(count))
        for name, count in counts.items()
        if count
    ]
