"""From tokens to groups: which number belongs to which act, and what in the sentence forbids recording it."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from language.phrases import markers
from language.phrases.days import Day
from language.phrases.explaining import correct, explain
from language.phrases.scanning import Token
from language.phrases.units import FOLLOWERS, SIZES, Quantity
from language.phrases.vocabulary import Vocabulary

_TURNS = frozenset(
    ("but", "而是", "改", "so", "结果", "但是", "但", "可是", "不过", "所以", "于是", "只好", "只能")
) | frozenset(("ended up", "so i", "however", "though"))
"""Words behind which a sentence tells what was done instead."""
_SAVING = frozenset(("省", "省了", "省下", "少用", "少用了", "节约", "节约了", "少打", "少打了", "saved", "saving"))
_STATING = frozenset(
    (
        "is",
        "it's",
        "its",
        "far",
        "long",
        "away",
        "left",
        "离",
        "远",
        "长",
        "买",
        "买了",
        "吃",
        "吃了",
        "bought",
        "buy",
        "ate",
        "eat",
    )
)
_COUNTED = (
    ("stairs", frozenset(("floor",)), frozenset(("爬", "爬了", "爬到", "climbed", "climb", "climbing"))),
    ("paperless", frozenset(("sheet",)), _SAVING),
    ("water_saving", frozenset(("litre", "ml", "m3")), _SAVING),
    ("electricity_saving", frozenset(("kWh", "Wh")), _SAVING),
    (
        "lights_off",
        frozenset(("lamp",)),
        frozenset(("off", "out", "关", "关了", "关掉", "随手关", "关灯")),
    ),
    (
        "tree_planting",
        frozenset(("tree",)),
        frozenset(("种", "种了", "种下", "种下了", "栽", "栽了", "植", "planted", "plant", "planting")),
    ),
)
"""Kind, the units of what is counted, and the words of doing that make it that kind."""
_FORGOTTEN = frozenset(("忘记", "忘了", "forgot", "forgotten"))


@dataclass(slots=True)
class Group:
    """One act of the sentence: its kind, the numbers told for it and the days said with it."""

    kind: str | None = None
    quantities: list[Quantity] = field(default_factory=list)
    numbers: list[Token] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)


@dataclass(slots=True)
class Sentence:
    """What a sentence holds besides its order: roles, groups, and words nobody explained."""

    tokens: list[Token]
    roles: set[str]
    groups: list[Group]
    unexplained: list[str]
    doubtful_kind: bool = False
    lone_days: list[Day] = field(default_factory=list)
    entangled: bool = False

    @property
    def past(self) -> bool:
        """True where a word shows that the act is over."""
        return any(token.text in markers.PAST or token.text.endswith("了") for token in self.tokens)


def analyse(tokens: list[Token], vocabulary: Vocabulary) -> Sentence:
    """Explain every token or list it as unexplained; pair kinds with quantities."""
    tokens, doubtful = correct(tokens, vocabulary)
    tokens, unexplained = explain(tokens, vocabulary)
    tokens, unread = _without_replaced(_without_forgetting(tokens))
    tokens = _name_kinds(_without_asides(_without_denied(tokens)), vocabulary)
    tokens = _count_events(tokens, vocabulary)
    roles = {token.role for token in tokens}
    sentence = Sentence(tokens, roles, [], unexplained, doubtful or unread)
    uncounted = frozenset(word.kind for word in vocabulary.words.values() if not word.counts)
    sentence.groups, sentence.entangled = _group(tokens, uncounted)
    sentence.lone_days = [day for token in tokens if token.role == "day" and isinstance(day := token.value, Day)]
    return sentence


def _without_replaced(tokens: list[Token]) -> tuple[list[Token], bool]:
    """Drop "instead of the bus" where another kind is told; True where what was replaced is none of our modes.

    Without another kind, "instead of" forbids recording.
    """
    at = next((n for n, token in enumerate(tokens) if token.role == "instead"), None)
    if at is None:
        return tokens, False
    near = list(takewhile(lambda n: tokens[n].role != "sep", range(at + 1, min(at + 4, len(tokens)))))
    kind = next((n for n in near if tokens[n].role == "kind"), None)
    rest = [] if kind is None else [*tokens[:at], *tokens[kind + 1 :]]
    if kind is not None and any(t.role == "kind" and t.value != tokens[kind].value for t in rest):
        return rest, False
    told = kind is None and any(t.role == "kind" for t in tokens) and any(map(_is_amount, tokens))
    role = "filler" if told else "neg"
    return [Token(role, t.text) if t.role == "instead" else t for t in tokens], told


def _without_denied(tokens: list[Token]) -> list[Token]:
    """Drop "I didn't take the bus," before "I walked 2 km": a denied kind without a number, in a clause of its own.

    Nothing is dropped unless another clause tells a different kind with its number and denies nothing.
    """
    clauses = _statements(tokens)
    denied = [clause for clause in clauses if _denies(clause)]
    told = [clause for clause in clauses if clause not in denied and any(_is_amount(token) for token in clause)]
    kinds = {token.value for clause in denied for token in clause if token.role == "kind"}
    others = {token.value for clause in told for token in clause if token.role == "kind"}
    if not denied or not others or kinds & others:
        return [_closed(token, clause) for clause in clauses for token in clause]
    return [token for clause in clauses if clause not in denied for token in clause]


def _without_forgetting(tokens: list[Token]) -> list[Token]:
    """Drop "I forgot yesterday:" before an act that is told: what was forgotten is the logging."""
    clauses = _clauses(tokens)
    told = any(t.role == "kind" for clause in clauses for t in clause if any(_is_amount(token) for token in clause))
    return [
        Token("harmless", token.text) if told and token.text in _FORGOTTEN and _only_forgets(clause) else token
        for clause in clauses
        for token in clause
    ]


def _only_forgets(clause: Sequence[Token]) -> bool:
    return not any(token.role in ("kind", "route", "other_mode") or _is_amount(token) for token in clause)


def _clauses(tokens: Sequence[Token]) -> list[list[Token]]:
    """Cut at separators, at words such as "but", and at an "and" that opens a new statement ("and walked")."""
    clauses: list[list[Token]] = [[]]
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        stated = token.text == "and" and after is not None and after.text in markers.PAST
        if token.role == "sep" or token.text in _TURNS or stated:
            clauses.append([])
        clauses[-1].append(token)
    return clauses


def _statements(tokens: Sequence[Token]) -> list[list[Token]]:
    """Clauses, each with the number that follows it behind a comma: 骑车来的，7公里."""
    joined: list[list[Token]] = []
    for clause in _clauses(tokens):
        number_only = any(_is_amount(t) for t in clause) and not any(t.role in ("kind", "neg", "plan") for t in clause)
        if joined and number_only and any(token.role == "kind" for token in joined[-1]) and not _denies(joined[-1]):
            joined[-1] += clause
        else:
            joined.append(clause)
    return joined


def _without_asides(tokens: list[Token]) -> list[Token]:
    """A doubtful word in a remark of its own is no doubt about the act: "it's raining, so I took the bus 6 km"."""
    clauses = _statements(tokens)
    if len(clauses) == 1:
        return tokens
    return [
        Token("filler", token.text) if token.text in _STATING and _only_forgets(clause) else token
        for clause in clauses
        for token in clause
    ]


def _denies(clause: Sequence[Token]) -> bool:
    roles = [token.role for token in clause]
    return ("neg" in roles or "closed" in roles) and "kind" in roles and not any(_is_amount(token) for token in clause)


def _closed(token: Token, clause: Sequence[Token]) -> Token:
    """A ride on what was closed or broken is doubtful; that something else was broken is a remark."""
    if token.role != "closed":
        return token
    return Token("doubt" if any(other.role == "kind" for other in clause) else "filler", token.text)


def _name_kinds(tokens: Iterable[Token], vocabulary: Vocabulary) -> list[Token]:
    """Let a route (11号线), a verb (骑了) or donated steps name the kind where no noun does."""
    tokens = list(tokens)
    roles = {token.role for token in tokens}
    steps = any(isinstance(token.value, Quantity) and token.value.unit == "step" for token in tokens)
    if "donate" in roles and steps and "kind" not in roles and "step_donation" in vocabulary.words:
        return [Token("kind", t.text, "step_donation") if t.role == "donate" else t for t in tokens]
    if "kind" in roles:
        return _name_by_verbs(_saved_sheets(tokens, vocabulary), vocabulary)
    if "other_mode" in roles:
        return tokens  # 骑摩托车: the verb means what its noun says.
    return [_named(token, vocabulary) for token in _climbed(tokens, vocabulary)]


def _name_by_verbs(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """In "地铁8公里，出站走400米" the second clause has no noun: its verb names the kind of its distance."""
    named: list[Token] = []
    for chunk in _chunks(tokens):
        far = any(isinstance(token.value, Quantity) and token.value.base == "m" for token in chunk)
        alone = not any(token.role in ("kind", "other_mode", "route") for token in chunk)
        named += [_named(token, vocabulary) for token in chunk] if far and alone else chunk
    return named


def _named(token: Token, vocabulary: Vocabulary) -> Token:
    kind = (
        token.value if token.role == "route" else vocabulary.verbs.get(token.text) if token.role == "filler" else None
    )
    return Token("kind", token.text, kind) if kind in vocabulary.words else token


def _count_events(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """The bare number right before what is counted: 3 video calls, 15 newspapers."""
    counted = list(tokens)
    for index, (token, after) in enumerate(pairwise(tokens)):
        if token.role != "number" or after.role != "kind" or not isinstance(token.value, tuple) or not token.value:
            continue
        unit = vocabulary.words[str(after.value)].unit
        if unit == "event" or (unit == "g" and after.text.endswith("s")):
            soft = "count" if unit == "event" else "piece"
            counted[index] = Token("quantity", token.text, Quantity(token.value, soft, len(token.value) == 1))
    return counted


def _saved_sheets(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """Sheets of paper that were saved are sheets not printed, not paper handed in."""
    counted = any(isinstance(t.value, Quantity) and t.value.unit == "sheet" for t in tokens)
    saved = counted and any(token.text in _SAVING for token in tokens) and "paperless" in vocabulary.words
    return [Token("kind", t.text, "paperless") if saved and t.value == "paper" else t for t in tokens]


def _climbed(tokens: list[Token], vocabulary: Vocabulary) -> list[Token]:
    """What was done to what is counted names the act: 爬了15层楼, turned off 4 lights."""
    told = {token.value.unit for token in tokens if isinstance(token.value, Quantity)}
    for kind, units, verbs in _COUNTED:
        if kind in vocabulary.words and told & units and any(token.text in verbs for token in tokens):
            return [Token("kind", t.text, kind) if t.text in verbs else t for t in tokens]
    return tokens


def _group(tokens: Sequence[Token], uncounted: Set[str]) -> tuple[list[Group], bool]:
    """The acts in order; True where numbers and kinds cannot be told apart safely."""
    chunks = _without_prefaces(_chunks(tokens))
    tokens = [token for chunk in chunks for token in chunk]
    kinds = {token.value for token in tokens if token.role == "kind"}
    repeated = [chunk for chunk in chunks if any(t.role == "kind" for t in chunk) and any(_is_amount(t) for t in chunk)]
    if len(kinds) <= 1 and len(repeated) <= 1:
        return _in_turn(tokens) or [_merge(tokens)], False
    if all(len({t.value for t in chunk if t.role == "kind"}) <= 1 for chunk in chunks):
        groups = _attach(chunks, uncounted)
        if groups is not None:
            return groups, False
    return _in_order(tokens)


def _without_prefaces(chunks: list[list[Token]]) -> list[list[Token]]:
    """Drop the kinds of "bus, then metro to Dongguan:" where each of them is told again with its number."""
    told = {t.value for chunk in chunks if any(map(_is_amount, chunk)) for t in chunk if t.role == "kind"}
    named = [{t.value for t in chunk if t.role == "kind"} for chunk in chunks]
    bare = [kinds for kinds, chunk in zip(named, chunks, strict=True) if kinds and not any(map(_is_amount, chunk))]
    if len(told) < 2 or not bare or not set().union(*bare) <= told or not all(len(kinds) <= 1 for kinds in named):
        return chunks
    return [
        chunk if any(map(_is_amount, chunk)) else [Token("filler", t.text) if t.role == "kind" else t for t in chunk]
        for chunk in chunks
    ]


def _in_turn(tokens: Sequence[Token]) -> list[Group] | None:
    """Two acts of one kind without a comma between them: 地铁去12公里地铁回12公里."""
    line = [
        "kind" if token.role == "kind" else "amount" for token in tokens if token.role == "kind" or _is_amount(token)
    ]
    return _in_order(tokens)[0] if len(line) >= 4 and line == ["kind", "amount"] * (len(line) // 2) else None


def _is_amount(token: Token) -> bool:
    return token.role in ("quantity", "number")


def _chunks(tokens: Sequence[Token]) -> list[list[Token]]:
    """Clauses; each but the first opens with the separator or connector before it."""
    chunks: list[list[Token]] = [[]]
    for token in tokens:
        if token.role in ("sep", "conn"):
            chunks.append([])
        chunks[-1].append(token)
    return [chunk for chunk in chunks if any(token.role not in ("sep", "conn") for token in chunk)]


def _attach(chunks: Sequence[Sequence[Token]], uncounted: Set[str]) -> list[Group] | None:
    """One group for each clause with a kind; a clause with only numbers belongs to the kind before it.

    None where a kind stays without a number, unless it is the last one and clearly a further act (然后公交).
    """
    groups: list[Group] = []
    pending: list[Token] = []
    opener = Token("sep", "")
    for chunk in chunks:
        if any(token.role == "kind" for token in chunk):
            groups.append(_merge([*pending, *chunk]))
            pending, opener = [], chunk[0]
        elif any(_is_amount(token) for token in chunk):
            if not groups or groups[-1].quantities or groups[-1].numbers:
                return None
            tail = _merge(chunk)
            groups[-1].quantities, groups[-1].numbers = tail.quantities, tail.numbers
        else:
            pending += [token for token in chunk if token.role == "day"]
    if pending and groups:
        groups[-1].days += [day for token in pending if isinstance(day := token.value, Day)]
    # "Drove to the station, then metro 12 km": the drive is no act without a number.
    groups = [group for group in groups if group.quantities or group.numbers or group.kind not in uncounted]
    empty = [not (group.quantities or group.numbers) for group in groups]
    weak = opener.role == "conn" and opener.text not in markers.STRONG
    return None if not groups or any(empty[:-1]) or (empty[-1] and weak) else groups


def _merge(tokens: Iterable[Token]) -> Group:
    group = Group()
    for token in tokens:
        if token.role == "kind" and isinstance(token.value, str):
            group.kind = token.value
        elif token.role == "quantity" and isinstance(token.value, Quantity):
            _add(group.quantities, token.value)
        elif token.role == "number":
            group.numbers.append(token)
        elif token.role == "day" and isinstance(token.value, Day):
            group.days.append(token.value)
    return group


def _add(quantities: list[Quantity], new: Quantity) -> None:
    """Append `new`, unless it repeats the last one in another unit or continues it (三公里五百米)."""
    if quantities:
        last = quantities[-1]
        single = len(last.amounts) == len(new.amounts) == 1 and last.unit != new.unit
        if single and FOLLOWERS.get(last.unit) == new.unit:
            smaller = SIZES[new.unit][1] / SIZES[last.unit][1]
            if new.amounts[0] * smaller < 1:
                quantities[-1] = Quantity(
                    (last.amounts[0] + new.amounts[0] * smaller,), last.unit, last.exact and new.exact
                )
                return
        if single and last.base is not None and last.base == new.base and last.whole() == new.whole():
            return
    quantities.append(new)


def _in_order(tokens: Sequence[Token]) -> tuple[list[Group], bool]:
    """Pair kinds and quantities as they alternate: metro 8 km bus 3 km, or 5公里地铁2公里公交."""
    line = [token for token in tokens if token.role == "kind" or _is_amount(token) or token.role == "day"]
    parts = [token for token in line if token.role != "day"]
    pairs = [parts[n : n + 2] for n in range(0, len(parts), 2)]
    if any(len(pair) != 2 or {_is_amount(token) for token in pair} != {True, False} for pair in pairs):
        return [_merge(tokens)], True
    groups = [_merge(pair) for pair in pairs]
    at = 0
    for token in line:
        if token.role == "day" and isinstance(token.value, Day):
            groups[min(at // 2, len(groups) - 1)].days.append(token.value)
        else:
            at += 1
    return groups, False
