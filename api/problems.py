"""Problems (RFC 9457): the one table from the code of an error type to a status, and the document that says it."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
import structlog
from starlette.responses import Response
from starlette.types import Scope

from api.faults import RequestInvalid, Unexpected
from kernel.errors import DomainError, Param
from language.texts import Texts

logger = structlog.get_logger()
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1

BAD_REQUEST = (
    "json_malformed", "request_malformed", "idempotency_key_missing", "page_token_invalid", "month_malformed",
)  # fmt: skip
UNAUTHORIZED = ("api_key_invalid", "credential_missing", "token_invalid", "admin_link_expired", "session_missing")
FORBIDDEN = (
    "scope_missing", "partner_required", "source_foreign", "role_missing", "link_foreign", "not_yours_to_review",
    "campaign_foreign", "second_person_needed", "founder_only", "origin_refused",
    "second_factor_missing", "second_factor_needed", "second_factor_too_late",
)  # fmt: skip
NOT_FOUND = (
    "address_unknown", "malformed_id", "member_unknown", "action_unknown", "entry_unknown", "tree_size_unknown",
    "checkpoint_missing", "file_unpublished", "log_empty", "log_unknown", "methodology_unknown",
    "organisation_unknown", "approval_unknown", "member_missing", "membership_unknown", "organisation_unit_unknown",
    "broadcast_unknown", "group_unbound", "grant_unknown", "session_unknown", "household_missing",
    "household_member_unknown", "person_unknown", "planet_unknown", "campaign_unknown",
)  # fmt: skip
CONFLICT = (
    "email_taken", "join_request_decided", "join_request_too_soon", "join_requests_too_many",
    "last_membership", "takes_no_records", "unit_cycle", "units_too_many",
    "external_id_conflict", "request_in_flight", "same_again", "action_final", "undo_too_late", "day_full",
    "claimed_already", "campaign_over", "campaign_overlaps", "checkin_not_open", "digest_other", "attested_already",
    "approval_decided", "approval_open", "adjustment_outdated", "last_admin", "nobody_to_tell",
    "household_stands", "household_full", "reading_stands", "reading_overtaken", "reading_doubtful",
    "second_factor_stands",
)  # fmt: skip
GONE = (
    "link_expired", "own_link_expired", "invitation_expired", "checkin_expired", "sign_in_link_expired", "sign_in_link_used",
)  # fmt: skip
UNPROCESSABLE = (
    "request_invalid", "idempotency_key_reused", "unit_mismatch", "unit_unknown", "quantity_out_of_range",
    "inputs_unusable", "inputs_contradict_kind", "region_not_covered",
    "action_out_of_time", "evidence_too_weak", "input_refused", "activity_out_of_date",
    "factor_missing", "evidence_not_accepted", "instead_unknown", "kind_unknown", "package_past_use_by", "month_in_future",
    "day_not_come", "region_unknown", "role_unknown", "scope_unusable", "zone_unknown", "group_out_of_range",
    "organisation_name_unusable", "adjustment_empty", "comment_unusable", "broadcast_unusable",
    "code_wrong", "not_canonical", "methodology_error", "entry_too_long", "checkin_wrong",
    "organisation_kind_unknown", "unit_kind_unknown", "unit_name_unusable",
    "household_name_unusable", "household_goal_out_of_range", "reading_out_of_range",
    "email_code_wrong", "email_domain_unusable", "roster_columns_wrong", "roster_unreadable",
    "campaign_goal_out_of_range", "campaign_name_unusable", "campaign_start_out_of_range",
    "campaign_template_unknown", "versions_unlike", "version_not_active", "not_held",
    "document_unusable",
    "figure_unreadable", "magnitude_unbounded", "magnitude_implausible",
)  # fmt: skip
TOO_MANY = ("too_many_requests", "overloaded", "checkin_too_often", "codes_too_often", "email_code_too_soon")
UNAVAILABLE = ("console_unbuilt", "database_unreachable", "head_moved", "bot_unknown", "mail_unsent")
OURS = (
    "domain_error", "internal_error", "calendar_unknown", "database_unsafe", "key_file_unusable", "seal_broken",
    "tombstone_unwritable", "not_rebuildable",
    "leaf_altered", "tree_unlike", "log_invalid", "log_file_missing", "log_file_wrong", "log_policy_wrong",
    "log_checkpoint_wrong", "log_bundle_wrong", "log_entry_wrong", "log_chain_broken", "log_tile_wrong", "log_root_wrong",
    "log_reduction_wrong", "log_reference_wrong", "log_methodology_wrong", "log_manifest_wrong", "log_totals_wrong",
    "log_checkpoint_malformed", "log_manifest_malformed", "verifier_key_malformed",
    "proof_malformed", "proof_invalid", "checkpoint_malformed", "policy_malformed", "quorum_missing",
    "note_malformed", "signature_invalid", "signature_missing", "manifest_malformed", "entry_malformed",
    "add_checkpoint_malformed",
    "tile_malformed", "bundle_malformed", "package_invalid", "kind_malformed", "directory_not_empty",
    "directory_not_writable", "checkpoint_refused", "register_invalid", "factor_unknown", "factor_not_exact",
    "mail_address_wrong",
)  # fmt: skip
"""Never an answer to a caller: told as 500 and logged, should one come so far."""

STATUS: Mapping[str, int] = {
    **dict.fromkeys(BAD_REQUEST, 400),
    **dict.fromkeys(UNAUTHORIZED, 401),
    **dict.fromkeys(FORBIDDEN, 403),
    **dict.fromkeys(NOT_FOUND, 404),
    "method_not_allowed": 405,
    **dict.fromkeys(CONFLICT, 409),
    **dict.fromkeys(GONE, 410),
    "body_too_large": 413,
    "roster_too_large": 413,
    "media_type_unsupported": 415,
    **dict.fromkeys(UNPROCESSABLE, 422),
    **dict.fromkeys(TOO_MANY, 429),
    "headers_too_large": 431,
    **dict.fromkeys(OURS, 500),
    **dict.fromkeys(UNAVAILABLE, 503),
    "storage_full": 507,
}
"""Every `DomainError.code` of the floors below this door; a test walks the types, and one without a row fails it."""

ABOUT_INPUTS = frozenset({"input_refused", "region_not_covered", "inputs_contradict_kind"})
"""Errors whose `pointer` leads to a value within `inputs`."""
RETRYABLE = frozenset((*UNAVAILABLE, *TOO_MANY, "request_in_flight", "storage_full"))
_TAGS = re.compile(r"</?(?:b|i|code)>")


def locale_of(accept_language: str) -> str:
    """The locale that serves an Accept-Language header best, English where neither is asked for."""
    best, chosen = 0.0, "en"
    for part in accept_language.split(",")[:20]:
        tag, _, quality = part.strip().partition(";q=")
        locale = {"zh": "zh", "en": "en", "*": "en"}.get(tag.strip().lower().partition("-")[0])
        weight = _quality(quality)
        if locale is not None and weight > best:
            best, chosen = weight, locale
    return chosen


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def header(scope: Scope, name: bytes) -> str:
    """A request header by its lower-case name, "" where it is missing."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""


class Problems:
    """Turns errors into documents; knows the texts and the address under which problems are explained."""

    def __init__(self, texts: Texts, public_url: str) -> None:
        self._texts = texts
        self._public_url = public_url

    def document(
        self, error: DomainError, locale: str, *, pointer: str | None = None, in_body: bool = False
    ) -> dict[str, Any]:
        """The members that do not depend on the request.

        title is the same for every problem of a type, detail is the sentence in the caller's language.  in_body: the
        error is about something that the body names; 404 speaks about the address alone, so it becomes 422 then.
        """
        status = STATUS.get(error.code, 500)
        if in_body and status == 404:
            status = 422
        # What went wrong on our side is logged under the id, and not told.
        said = Unexpected(id=str(error.params.get("id", ""))) if status == 500 else error
        # A driver's own words may name hosts.
        params = {"reason": "…"} if said.code in UNAVAILABLE else said.params
        made: dict[str, Any] = {
            "type": f"{self._public_url}/problems/{said.code.replace('_', '-')}",
            "title": title(said.code),
            "status": status,
            "detail": self.sentence(said.code, params, locale),
            "code": said.code,
            "retryable": said.code in RETRYABLE,
        }
        if "existing_id" in said.params:
            made["existing_id"] = said.params["existing_id"]
        if isinstance(error, RequestInvalid):
            made["errors"] = list(error.places)
        elif pointer is not None:
            made["errors"] = [{"pointer": pointer, "code": said.code}]
        return made

    def sentence(self, code: str, params: Mapping[str, Param], locale: str) -> str:
        """The error's sentence without mark-up; the bare code where a text is missing, which a test forbids."""
        message = f"error-{code.replace('_', '-')}"
        if not self._texts.has(message):
            logger.error("problem.untold", code=code)
            return code
        # A raise that lacks a variable must not turn a refusal into a failure of ours.
        told = {**dict.fromkeys(self._texts.variables(message), ""), **params}
        plain = {name: "" if value is None else value for name, value in told.items()}
        return _TAGS.sub("", self._texts.render(message, plain, locale))

    def response(
        self,
        error: DomainError,
        scope: Scope,
        *,
        pointer: str | None = None,
        in_body: bool = False,
    ) -> Response:
        """The answer to the request of `scope`."""
        locale = locale_of(header(scope, b"accept-language"))
        request_id = scope.get("request_id", "")
        if STATUS.get(error.code, 500) == 500 and not isinstance(error, Unexpected):
            logger.error("request.failed", request_id=request_id, code=error.code)
            error = Unexpected(id=request_id)
        made = self.document(error, locale, pointer=pointer, in_body=in_body)
        made["instance"] = scope["path"][:200]
        made["request_id"] = request_id
        return Response(
            orjson.dumps(made),
            made["status"],
            {
                "content-language": locale,
                "cache-control": "no-store",
                **_extra(error, made["status"]),
            },
            MEDIA_TYPE,
        )


def title(code: str) -> str:
    """The type's short name: its code in plain English."""
    return code.replace("_", " ").capitalize()


def _extra(error: DomainError, status: int) -> dict[str, str]:
    found: dict[str, str] = {}
    if status in (429, 503, 507) or error.code == "request_in_flight":
        found["retry-after"] = str(error.params.get("retry_after_s", RETRY_AFTER_S))
    if status == 401:
        found["www-authenticate"] = "Bearer" if error.code == "credential_missing" else 'Bearer error="invalid_token"'
    if status == 405:
        found["allow"] = str(error.params.get("allowed", ""))
    return found
