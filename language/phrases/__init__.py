"""The sentence grammar: what somebody said, read into acts, questions, refusals or intents."""

from language.phrases.reader import answer, days_to_offer, read
from language.phrases.reading import Activities, Choice, Intent, Leg, Question, Reading, Refusal, Unclear
from language.phrases.vocabulary import Vocabulary, Word

__all__ = [
    "Activities",
    "Choice",
    "Intent",
    "Leg",
    "Question",
    "Reading",
    "Refusal",
    "Unclear",
    "Vocabulary",
    "Word",
    "answer",
    "days_to_offer",
    "read",
]
