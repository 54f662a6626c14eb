"""What went wrong, said in the person's language: facts of the world by their code, our own faults with a number."""

from aiogram.methods import SendMessage

from bot.context import ButtonOutdated, Here, Method
from bot.keyboards import menu
from bot.replying import bare, send
from kernel.errors import DomainError, Param


def told(here: Here, problem: DomainError) -> list[Method]:
    """The sentence for a wrong fact; an old button also loses its message's buttons and brings the menu."""
    if isinstance(problem, ButtonOutdated):
        return [*bare(here), send(here, here.say("error-old-button"), menu(here))]
    return [send(here, here.say(message_of(problem), **_params(problem.params)))]


def message_of(problem: DomainError) -> str:
    """The id of the sentence for an error's code."""
    return f"error-{problem.code.replace('_', '-')}"


def apology(here: Here) -> list[Method]:
    """We broke something: the number finds it in the log, and the update is tried again."""
    found: SendMessage = send(here, here.say("error-unexpected", id=str(here.update_id)))
    return [found]


def _params(params: object) -> dict[str, str | int | bool | list[str]]:
    assert isinstance(params, dict)
    given: dict[str, Param] = params
    return {name: "" if value is None else value for name, value in given.items()}
