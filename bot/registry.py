"""Where handlers put what is found by name: wishes in plain words, open questions, start payloads.

A module registers by decorating a function and by being imported in `bot.dispatcher`.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from aiogram.types import InlineKeyboardMarkup

from accounts.joining import Invitation
from bot.context import Here, Reply
from bot.dialogues import State
from kernel.errors import Param
from language.texts import Texts

Wish = Callable[[Here, Mapping[str, Param]], Awaitable[Reply]]
"""Answers an intent of the sentence grammar, such as `planet`; its params come along."""
Question = Callable[[Here, str, State], Awaitable[Reply]]
"""Takes a text as the answer to the open question of that name; None where it is none."""
Opening = Callable[[Here, str], Awaitable[Reply]]
"""Answers `/start <payload>` for payloads with that prefix, such as `j_`; the whole payload comes along."""

Joined = Callable[[Here, Invitation], Awaitable[Reply]]
"""What else an invitation leads to once its person is a member, such as a week."""

WISHES: dict[str, Wish] = {}
QUESTIONS: dict[str, Question] = {}
OPENINGS: dict[str, Opening] = {}
AFTER_JOINING: list[Joined] = []
NOTICE_BUTTONS: dict[str, Callable[[str, Texts], InlineKeyboardMarkup]] = {}
"""What may be pressed under a notice of that code, in a language."""
TAKES_ACTS: set[str] = set()
"""Open questions that are answered by a sentence that records: whose act it was is what they asked."""
TAKEN_BEFORE: dict[str, frozenset[str]] = {}
"""By open question: the wishes whose words are rather its answer, such as "energy week" where a name is asked."""


def wish(*names: str) -> Callable[[Wish], Wish]:
    """Registers a function under intents."""

    def register(function: Wish) -> Wish:
        for name in names:
            assert name not in WISHES, name
            WISHES[name] = function
        return function

    return register


def question(name: str, *, before: Iterable[str] = (), acts: bool = False) -> Callable[[Question], Question]:
    """Registers a function under the `ask` of a dialogue's state.

    before: wishes whose words it takes first; of all others a wish comes before an open question.  acts: it takes sentences
    that record, and records them.
    """

    def register(function: Question) -> Question:
        assert name not in QUESTIONS, name
        QUESTIONS[name] = function
        TAKEN_BEFORE[name] = frozenset(before)
        if acts:
            TAKES_ACTS.add(name)
        return function

    return register


def opening(prefix: str) -> Callable[[Opening], Opening]:
    """Registers a function under a payload's prefix."""

    def register(function: Opening) -> Opening:
        assert prefix not in OPENINGS, prefix
        OPENINGS[prefix] = function
        return function

    return register
