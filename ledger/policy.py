"""Trust policies (C2SP tlog-policy): which log keys, which witnesses, and how many of them must have signed."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self

from kernel.errors import DomainError
from ledger import checkpoint, note
from ledger.checkpoint import Checkpoint
from ledger.note import COSIGNATURE_V1, ED25519, NoteMalformed, Verifier

MAX_POLICY_BYTES = 1_000_000
"""Of a policy file; longer ones are not read."""
_control = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]").search
_number = re.compile(r"[1-9][0-9]{0,3}").fullmatch


class PolicyMalformed(DomainError):
    """A line breaks the format.

    reason: text, keyword, items, key, key_repeated, name, name_unknown, threshold or quorum.
    """

    code = "policy_malformed"


class LogUnknown(DomainError):
    """The policy lists no key for the checkpoint's origin."""

    code = "log_unknown"


class QuorumMissing(DomainError):
    """Too few of the policy's witnesses have cosigned."""

    code = "quorum_missing"


@dataclass(frozen=True)
class Group:
    """Witnesses or groups by name, of which `threshold` must have signed."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Examined:
    """A checkpoint that satisfies the policy, and the policy's names of the witnesses found on it."""

    checkpoint: Checkpoint
    witnesses: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """What an auditor trusts.  Every origin may have several log keys: one is enough, so that keys can rotate.

    urls: where those witnesses answer whose line says so, by name.
    """

    logs: tuple[Verifier, ...]
    witnesses: Mapping[str, Verifier]
    groups: Mapping[str, Group]
    quorum: str
    urls: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_file(cls, data: bytes) -> Self:
        """Read a policy file's bytes; raises `PolicyMalformed` as `parse` does, also where they are not UTF-8."""
        try:
            return cls.parse(data.decode())
        except UnicodeDecodeError as problem:
            raise PolicyMalformed(line=data.count(b"\n", 0, problem.start) + 1, reason="text") from None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a policy file; raises `PolicyMalformed` with the number of the first wrong line."""
        reader = _Reader()
        for number, line in enumerate(text.split("\n"), start=1):
            if _control(line):
                raise PolicyMalformed(line=number, reason="text")
            words = [word for word in re.split(r"[ \t]+", line) if word]
            if words and not words[0].startswith("#"):
                try:
                    reader.take(words)
                except _Wrong as wrong:
                    raise PolicyMalformed(line=number, reason=str(wrong)) from None
        if reader.quorum is None:
            raise PolicyMalformed(line=len(text.split("\n")), reason="quorum")
        return cls(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum, reader.urls)

    def check(self, signed_checkpoint: bytes) -> Checkpoint:
        """The checkpoint, if a log key and the quorum of witnesses signed it.

        Raises `NoteMalformed`, `SignatureInvalid`, `CheckpointMalformed`, `LogUnknown` or `QuorumMissing`.
        """
        return self.examine(signed_checkpoint).checkpoint

    def examine(self, signed_checkpoint: bytes) -> Examined:
        """As `check`, with the witnesses."""
        parsed = note.parse(signed_checkpoint)
        examined = self._log_signed(parsed)
        signed = set(note.signers(parsed, self.witnesses.values()))
        if not self.is_quorum(signed):
            raise QuorumMissing(quorum=self.quorum)
        return Examined(examined, tuple(name for name, verifier in self.witnesses.items() if verifier in signed))

    def check_log(self, signed_checkpoint: bytes) -> Checkpoint:
        """The checkpoint, if a log key signed it, witnessed or not; raises as `check` does."""
        return self._log_signed(note.parse(signed_checkpoint))

    def is_quorum(self, verifiers: Collection[Verifier]) -> bool:
        """Whether these witnesses would be enough, had they cosigned."""
        names = tuple(name for name, verifier in self.witnesses.items() if verifier in verifiers)
        return self.quorum == "none" or self.quorum in self._satisfied(names)

    def witness_lines(self, *, with_quorum: bool = True) -> str:
        """The lines of the policy file about witnesses and groups, then the quorum, or that none is asked for."""
        lines = [
            f"witness {name} {one.vkey} {self.urls.get(name, '')}".rstrip() for name, one in self.witnesses.items()
        ]
        lines += [f"group {name} {one.threshold} {' '.join(one.members)}" for name, one in self.groups.items()]
        lines.append(f"quorum {self.quorum if with_quorum else 'none'}")
        return "\n".join(lines) + "\n"

    def _log_signed(self, parsed: note.Note) -> Checkpoint:
        found = checkpoint.parse(parsed.body)
        keys = [verifier for verifier in self.logs if verifier.name == found.origin]
        if not keys:
            raise LogUnknown(origin=found.origin)
        if not note.signers(parsed, keys):
            raise note.SignatureMissing(name=found.origin)
        return found

    def _satisfied(self, witnesses: tuple[str, ...]) -> set[str]:
        """The names of witnesses and groups that have signed; groups stand in the order of their definition."""
        satisfied = set(witnesses)
        for name, group in self.groups.items():
            if len(satisfied.intersection(group.members)) >= group.threshold:
                satisfied.add(name)
        return satisfied


class _Wrong(Exception):
    """What is wrong with a line; becomes `PolicyMalformed` where the line's number is known."""


class _Reader:
    """The lines read so far."""

    def __init__(self) -> None:
        self.logs: list[Verifier] = []
        self.witnesses: dict[str, Verifier] = {}
        self.urls: dict[str, str] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._publics: set[bytes] = set()
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        """Read one line's words."""
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self._key(vkey, ED25519))
            case ["witness", name, vkey, *url] if len(url) < 2:
                self._new_name(name)
                self.witnesses[name] = self._key(vkey, COSIGNATURE_V1)
                if url:
                    self.urls[name] = url[0]
            case ["group", name, threshold, _, *_]:
                self._new_name(name)
                self.groups[name] = self._group(threshold, words[3:])
            case ["quorum", name]:
                if self.quorum is not None:
                    raise _Wrong("quorum")
                if name != "none" and name not in self.witnesses and name not in self.groups:
                    raise _Wrong("name_unknown")
                self.quorum = name
            case ["log" | "witness" | "group" | "quorum", *_]:
                raise _Wrong("items")
            case _:
                raise _Wrong("keyword")

    def _key(self, vkey: str, kind: int) -> Verifier:
        try:
            verifier = Verifier.from_vkey(vkey)
        except NoteMalformed:
            raise _Wrong("key") from None
        if verifier.kind != kind:
            raise _Wrong("key")
        if verifier.public in self._publics:
            raise _Wrong("key_repeated")
        self._publics.add(verifier.public)
        return verifier

    def _new_name(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise _Wrong("name")

    def _group(self, threshold: str, members: list[str]) -> Group:
        for member in members:
            if member not in self.witnesses and member not in self.groups:
                raise _Wrong("name_unknown")
            # A witness in two groups would count twice towards the quorum.
            if member in self._members:
                raise _Wrong("name")
            self._members.add(member)
        wanted = {"all": str(len(members)), "any": "1"}.get(threshold, threshold)
        if not _number(wanted) or int(wanted) > len(members):
            raise _Wrong("threshold")
        return Group(int(wanted), tuple(members))
