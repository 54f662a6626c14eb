"""What an audit can find wrong with an exported log: one family, each naming the file and the first wrong entry."""

from kernel.errors import DomainError


class LogInvalid(DomainError):
    """The export does not hold.  file: its path inside the export; n: no entry before this one was found wrong."""

    code = "log_invalid"


class FileMissing(LogInvalid):
    """A file that the tree needs is not there."""

    code = "log_file_missing"


class FileWrong(LogInvalid):
    """A file cannot be read, is too large, or does not belong there.  reason: unreadable, size or unexpected."""

    code = "log_file_wrong"


class PolicyWrong(LogInvalid):
    """A policy file breaks its format: the export's own, or the one that an auditor named.  line, reason."""

    code = "log_policy_wrong"


class CheckpointWrong(LogInvalid):
    """A checkpoint is malformed, not signed as the policy wants, or not the one its name says.

    reason: the code of the error underneath, or origin or size; of a receipt of the platform log also root,
    platform_origin or platform_entry; of an entry of the platform log repeated or smaller.
    """

    code = "log_checkpoint_wrong"


class CheckpointUnreadable(CheckpointWrong):
    """A checkpoint or a receipt breaks its format.  line: where, counted from 1; part: of the line; reason as above."""

    code = "log_checkpoint_malformed"


class BundleWrong(LogInvalid):
    """An entry bundle breaks off, or holds another number of entries than the tree."""

    code = "log_bundle_wrong"


class EntryWrong(LogInvalid):
    """An entry's bytes break the format, or it carries another log's id or another number.  field, reason."""

    code = "log_entry_wrong"


class ChainBroken(LogInvalid):
    """`prev` of entry n is not the leaf hash of the entry before it."""

    code = "log_chain_broken"


class TileWrong(LogInvalid):
    """A stored tile differs from the one that the entries give; n: the first entry under the first differing hash."""

    code = "log_tile_wrong"


class RootWrong(LogInvalid):
    """The entries give another root than the signed checkpoint in `file`."""

    code = "log_root_wrong"


class ReductionWrong(LogInvalid):
    """`reduction_mg` (or, as `field` says, `signed_mg`) is not what inputs and methodology give: found, expected."""

    code = "log_reduction_wrong"


class ReferenceWrong(LogInvalid):
    """`ref` leads to no action, or to one that the entry cannot apply to.

    reason: unknown, reversed, pending, self_reported or evidence.
    """

    code = "log_reference_wrong"


class MethodologyWrong(LogInvalid):
    """A methodology is not published earlier in the log, not what its hash says, or cannot compute the entry.

    reason: unpublished, hash, name, status or use_by (it priced an action anew that it no longer may), daily_cap (the
    reason and `cap_applied` do not go together), or the code of the error underneath.
    """

    code = "log_methodology_wrong"


class ManifestWrong(LogInvalid):
    """The report's manifest does not hold.

    reason: malformed, log_id, tree_size, unlisted, hash, or unlogged (no `export.made` entry carries its hash).
    """

    code = "log_manifest_wrong"


class ManifestUnreadable(ManifestWrong):
    """The manifest breaks its format.  line: where, counted from 1; reason: malformed."""

    code = "log_manifest_malformed"


class TotalsWrong(LogInvalid):
    """The report's totals do not follow from the entries.

    reason: malformed, log_id, tree_size, line_missing, line_extra, line or total; methodology and evidence of a line.
    """

    code = "log_totals_wrong"


def checkpoint_wrong(file: str, error: DomainError) -> CheckpointWrong:
    """What is wrong with a signed file, told as that file's fault; with line and part where its format is broken."""
    if "line" in error.params:
        line, part = error.params["line"], error.params["part"]
        return CheckpointUnreadable(file=file, n=None, reason=error.code, line=line, part=part)
    return CheckpointWrong(file=file, n=None, reason=error.code)
