"""What goes when its days are over: updates, messages, partners' requests, rosters, the notes of who looked."""

from accounts import email_codes, join_requests
from accounts.farewells import KIND
from accounts.roster import claiming as roster
from privacy.retention import Rule, deleting

RULES = (
    Rule("updates", "keep_updates_days", deleting("DELETE FROM inbox WHERE done_at < $1"), beside=True),
    Rule("messages", "keep_messages_days", deleting("DELETE FROM outbox WHERE done_at < $1"), beside=True),
    Rule("updates_set_aside", "keep_set_aside_days", deleting("DELETE FROM inbox WHERE failed_at < $1"), beside=True),
    Rule("messages_set_aside", "keep_set_aside_days", deleting("DELETE FROM outbox WHERE failed_at < $1"), beside=True),
    Rule(
        "farewells",
        "keep_farewells_days",
        deleting(f"DELETE FROM outbox WHERE kind = '{KIND}' AND due_at < $1"),
        beside=True,
    ),
    Rule(
        "request_keys",
        "keep_request_keys_days",
        deleting("DELETE FROM request_key WHERE created_at < $1 AND org_id = $2"),
    ),
    Rule(
        "link_requests",
        "keep_link_requests_days",
        deleting("DELETE FROM partner_link WHERE person_id IS NULL AND expires_at < $1 AND org_id = $2"),
    ),
    Rule(
        "ended_links",
        "keep_ended_links_days",
        deleting("DELETE FROM partner_link WHERE withdrawn_at < $1 AND org_id = $2"),
    ),
    Rule("sessions", "keep_sessions_days", deleting("DELETE FROM browser_session WHERE expires_at < $1"), beside=True),
    Rule("email_codes", "keep_email_codes_days", deleting(email_codes.PAST_THEIR_DAYS)),
    Rule("join_requests", "keep_join_requests_days", deleting(join_requests.PAST_THEIR_DAYS)),
    Rule("roster_rows", "keep_roster_days", deleting(roster.PAST_ITS_DAYS)),
    Rule("looks", "keep_looks_days", deleting("DELETE FROM access_log WHERE seen_at < $1 AND org_id = $2")),
)
