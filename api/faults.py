"""What can be wrong with a request itself, whatever it asks for."""

from collections.abc import Mapping, Sequence

from kernel.errors import DomainError


class RequestMalformed(DomainError):
    """The message breaks HTTP.  reason: host, length, encoding or timeout."""

    code = "request_malformed"


class HeadersTooLarge(DomainError):
    """More than 32 KiB or 100 lines of headers."""

    code = "headers_too_large"


class BodyTooLarge(DomainError):
    """The body is longer than this address takes; most: its bytes."""

    code = "body_too_large"


class MediaTypeUnsupported(DomainError):
    """The body is not application/json in UTF-8 without compression."""

    code = "media_type_unsupported"


class RequestInvalid(DomainError):
    """The request is well formed and says something that the document does not allow.

    places: at most twenty wrong ones, each a `pointer` and a `code`, never the value.
    """

    code = "request_invalid"

    def __init__(self, places: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(count=len(places))
        self.places = places


class AddressUnknown(DomainError):
    """Nothing is served at this path."""

    code = "address_unknown"


class MethodNotAllowed(DomainError):
    """The path exists, this method does not; allowed: those that do."""

    code = "method_not_allowed"


class CredentialMissing(DomainError):
    """The request carries no API key."""

    code = "credential_missing"


class OriginRefused(DomainError):
    """Another site's page asked for a change in the name of whoever is signed in here."""

    code = "origin_refused"


class ConsoleUnbuilt(DomainError):
    """The console's page has not been built; `make web` does it."""

    code = "console_unbuilt"


class PartnerRequired(DomainError):
    """Only a partner's key may do this."""

    code = "partner_required"


class IdempotencyKeyMissing(DomainError):
    """`Idempotency-Key` is missing, or is not 16 to 255 characters of A-Z a-z 0-9 _ . : -."""

    code = "idempotency_key_missing"


class RequestInFlight(DomainError):
    """The first request with this key is still running."""

    code = "request_in_flight"


class TooManyRequests(DomainError):
    """The caller's bucket is empty; retry_after_s: when it holds enough again."""

    code = "too_many_requests"


class PageTokenInvalid(DomainError):
    """The token was not made by us for this list, or is past its day."""

    code = "page_token_invalid"


class CheckpointMissing(DomainError):
    """The log has not been published yet."""

    code = "checkpoint_missing"


class TreeSizeUnknown(DomainError):
    """The log has no tree of this size, or no entry of this number in it."""

    code = "tree_size_unknown"


class StorageFull(DomainError):
    """The disk under the database is full."""

    code = "storage_full"


class Unexpected(DomainError):
    """Our own mistake; id: under which it is logged."""

    code = "internal_error"
