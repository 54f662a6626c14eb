"""The one root of every fact that the world can get wrong."""

from collections.abc import Mapping

Param = str | int | bool | None | list[str]


class DomainError(Exception):
    """A wrong fact with a stable `code` and `params`; no sentence, no HTTP status.

    Subclasses are named for the fact and set `code` (lower_snake_case).  `language.texts` has a sentence for each
    code in each language (message `error-<code with dashes>`), `api.problems` a status for each class.
    """

    code = "domain_error"

    def __init__(self, **params: Param) -> None:
        self.params: Mapping[str, Param] = params
        super().__init__(f"{self.code} {dict(params)}" if params else self.code)
