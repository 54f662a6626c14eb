# What is said when something is wrong: error-<code with dashes>

# General
error-unexpected = My mistake. Your entry is stored; the receipt will follow. Ref <code>{ $id }</code>
error-too-fast = A bit slower: try again in { $seconds } s.
error-old-button = That button is out of date; here is the current one.
error-no-rights = This needs { $role } rights.
error-photo-too-big = Over 20 MB. Send it as a photo.
error-not-text = I can't read that yet; tell me in a sentence: "metro 12 km".
error-domain-error = That did not work.
error-malformed-id = { $expected ->
    [n] Numbers of entries and tiles are written in digits, with no zero before them.
   *[other] There is no such id here; one looks like { $expected }_… with 26 letters and digits.
}
error-unit-unknown = The unit "{ $unit }" is unknown.
error-kind-malformed = Kind "{ $kind }": the field "{ $field }" is wrong.
error-overloaded = Busy right now: try again in { $retry_after_s } s.
error-database-unreachable = The database can't be reached: { $reason }
error-database-unsafe = The database settings are not safe enough: { $settings }

# Accounts
error-invitation-expired = This invite has expired: ask for a new one, or start on your own.
error-organisation-unknown = There is no such organisation.
error-api-key-invalid = The API key is invalid or has been revoked.
error-scope-missing = This key lacks the scope "{ $scope }".
error-member-unknown = There is no such member, or the permission was withdrawn.
error-link-expired = The link has expired; please open it again.
error-own-link-expired = This link has expired (it lives 15 minutes); the chat gives you a new one.
error-link-foreign = This link belongs to somebody else.
error-person-unknown = There is no such person.
error-role-missing =
    { $role ->
        [organiser] This needs organiser rights.
        [reviewer] This needs reviewer rights.
        [admin] This needs administrator rights.
        [member] Join the organisation first.
       *[other] You do not have the rights for this.
    }
error-token-invalid = This link is wrong or has expired.

# Recording
error-unit-mismatch = { $kind } is told in { $expected }, not in { $unit }.
error-quantity-out-of-range = That amount is outside what can be logged.
error-inputs-contradict-kind = { $kind } is something else than what the inputs say at { $pointer }; send it as the kind that it is.
error-inputs-unusable = The data for { $kind } can't be used.
error-action-out-of-time =
    { $reason ->
        [future] That day hasn't come yet.
       *[too_old] Only the last { $days } days can be added.
    }
error-source-foreign = The source "{ $source }" isn't yours; it should be "{ $expected }".
error-external-id-conflict = This external id was used before with other content.
error-idempotency-key-reused = This Idempotency-Key was used for other content.
error-same-again = The same as the one before.
error-action-unknown = There is no such entry.
error-action-final = This entry is final and can't change.
error-undo-too-late = Past { $minutes } minutes: I can add a correction (the original stays visible).
error-not-yours-to-review = That one is yours or your team's; somebody else has to review it.
error-evidence-too-weak = Self-reported only, so it can't be verified; it needs evidence first.
error-day-full = Today's limit for this is reached.
error-claimed-already = Another record of yours ({ $kind }) already counts this saving; one thing is never counted twice.

# Methodologies
error-methodology-error = The methodology can't price this.
error-input-refused = The input does not fit the methodology: { $pointer } ({ $reason }).
error-activity-out-of-date = { $occurred_on } is outside the days that { $methodology } speaks about: { $activity_from } to { $activity_to ->
    [open] any later day
   *[other] { $activity_to }
}.
error-factor-missing = The factor "{ $factor }" is missing.
error-evidence-not-accepted = The methodology does not accept this evidence: { $evidence }.
error-region-not-covered = { $methodology } does not reach the region { $region }; it covers: { $covered }.
error-region-unknown = No place has the code { $region }; a region is written like CN-GD-SZ, CN-XZ or GB.
error-zone-unknown = There is no time zone { $zone }; a zone is written like Asia/Shanghai.
error-instead-unknown =
    { $asked ->
        [false] The methodology doesn't ask what would have been used instead, so "{ $mode }" can't be taken.
       *[true] The methodology doesn't ask whether it would have been "{ $mode }"; it knows: { $allowed }.
    }
error-methodology-unknown = There is no methodology "{ $methodology }".
error-kind-unknown = There is no kind "{ $kind }".
error-package-invalid = The methodology package is not valid: { $reason } ({ $at }).
error-package-past-use-by = Methodology { $methodology } is past its use-by date ({ $use_by }); no new grams.
error-figure-unreadable = "{ $figure }" is not a figure with a unit, such as 414,249 t or 12 km.
error-magnitude-unbounded = No bound is known for { $of } per { $per }.
error-magnitude-implausible = { $intensity } mg of { $of } per { $per } is not between { $least } and { $most }: off by a factor of { $slip }?

# Ledger
error-not-canonical = Not canonical bytes ({ $reason }).
error-checkpoint-malformed = The checkpoint is malformed in line { $line }: { $part }.
error-entry-malformed = The entry is malformed: { $field } ({ $reason }).
error-entry-too-long = The entry has { $size_bytes } bytes; { $limit_bytes } are allowed.
error-leaf-altered = Ledger entry { $n } differs from its published leaf; signing has stopped.
error-tree-unlike = The tree of { $log_id } does not fit the stored entries, or what was signed before; it is not signed any more. export-log --as-signed writes what was.
error-projection-differs = { $log_id }: { $count } differences from the ledger. The first: entry { $n }, { $field }: "{ $stands }" stands where "{ $expected }" is right.
error-tiles-differ = { $log_id }: { $count } tiles are not those that the entries give. The first: { $tile }.
error-not-rebuildable = The row of entry { $n } is missing, and its { $field } stood nowhere else; nothing was changed.
error-day-not-come = { $day } hasn't come yet; nobody knows what the log will hold then.
error-head-moved = The ledger was just written elsewhere; trying again.
error-entry-unknown = The ledger has no entry { $n }.
error-manifest-malformed = Line { $line } of the manifest is malformed.
error-proof-invalid = The proof does not hold ({ $reason }).
error-note-malformed = The signed note is malformed in line { $line }: { $part }.
error-verifier-key-malformed = The verifier key { $text } is malformed: { $part }.
error-signature-invalid = The signature of { $name } is wrong.
error-signature-missing = A signature is missing.
error-policy-malformed = Line { $line } of the policy is malformed ({ $reason }).
error-log-unknown = The policy knows no log "{ $origin }".
error-add-checkpoint-malformed = The witness request is malformed: { $part }.
error-anchor-not-sent = Telegram did not take the checkpoint ({ $reason }).
error-witness-refused = The witness { $witness } did not cosign { $log_id }: { $reason } ({ $status }).
error-witness-key-unusable = The witness's key file { $path } can't be read or written, or holds no key.
error-witness-state-unusable = The witness's state { $path } is missing beside its key, can't be read or written, or is damaged. A witness that has forgotten what it cosigned needs a new key.
error-listen-refused = Can't listen on { $listen }; choose another HOST:PORT.
error-key-rotating = The key of { $log_id } is being rotated already: until { $until } both keys sign.
error-log-begun = { $log_id } has { $size } entries already, and the first is another: a log begins once.
error-checkpoint-unfit = This checkpoint ({ $origin }) ends no other log: { $reason ->
    [same_origin] it is of this very log
    [platform] it is of a platform log
    [empty] its log is empty
   *[too_long] it is too long
}.
error-quorum-missing = Fewer than { $quorum } witnesses have signed.
error-proof-malformed = The proof file is malformed in line { $line }: { $part }.
error-tile-malformed = Tile { $file } is malformed.
error-bundle-malformed = The entry bundle breaks off at { $index }.
error-log-invalid = The ledger does not verify: { $file }.
error-log-file-missing = The file { $file } is missing.
error-log-file-wrong = The file { $file } is wrong ({ $reason }).
error-log-policy-wrong = { $file } is malformed in line { $line } ({ $reason }).
error-log-checkpoint-wrong = The checkpoint { $file } is wrong ({ $reason }).
error-log-checkpoint-malformed = The checkpoint { $file } is malformed in line { $line }: { $part }.
error-log-bundle-wrong = Entry { $n } can't be read from bundle { $file }.
error-log-entry-wrong = Entry { $n } in { $file } is wrong: { $field } ({ $reason }).
error-log-chain-broken = The chain breaks at entry { $n }: { $file }.
error-log-tile-wrong = Tile { $file } does not fit the entries from { $n } on.
error-log-root-wrong = The root differs from checkpoint { $file }{ $n ->
    [None] .
   *[other] ; the first wrong entry is { $n } or a later one.
}
error-log-reduction-wrong = Entry { $n } does not recompute: { $field }.
error-log-reference-wrong = Entry { $n } refers to { $ref }, which does not hold ({ $reason }).
error-log-methodology-wrong = Entry { $n }: methodology { $methodology } is wrong ({ $reason }).
error-log-manifest-wrong = The report's { $file } is wrong ({ $reason }).
error-log-manifest-malformed = { $file } is malformed in line { $line }.
error-log-totals-wrong = The totals in { $file } do not fit the ledger ({ $reason }).

# Privacy, rewards, running
error-key-file-unusable = The key file can't be used: { $path }.
error-seal-broken = This data can't be opened: the key is wrong or destroyed.
error-planet-unknown = There is no planet { $number }.
error-calendar-unknown = There is no workday calendar for { $country }.
error-program-missing = The program { $program } is missing; please install { $package }.
error-program-failed = { $program } failed: { $reason }
error-data-format-old = { $path } holds PostgreSQL { $found } data; this needs { $expected }. Choose another folder with LEAFLEDGER_DATA_DIR, or dump and load it with PostgreSQL { $found }.
error-region-setting-wrong = LEAFLEDGER_REGION: no place has the code { $region }; a region is written like CN-GD-SZ, CN-XZ or GB.
error-setting-wrong = The setting { $setting } is wrong ({ $reason }).
error-input-unreadable = The input can't be read. { $reason ->
    [file] This file can't be read as text: { $at }
    [json] It is no JSON from line:column { $at } on.
    [not_an_object] It has to be one JSON object.
    [float] At { $at } stands a number that is not whole; decimals are strings.
    [duplicate_key] The key { $at } stands twice in one object.
    [too_deep] Objects and lists lie too deep in each other.
   *[too_long] It is too long, or a number in it is: { $at }
}
error-process-failed = { $part } ended or never became ready; its log says why: { $log }
error-folder-unusable = The folder { $path } can't be written ({ $reason }); choose another with LEAFLEDGER_DATA_DIR.
error-already-running = Leafledger is running on { $path } already; end that one, or choose another folder with LEAFLEDGER_DATA_DIR.
error-folder-format-unknown = { $path } was written in format { $found }, and this version reads { $expected }; use the version that wrote it, or choose another folder with LEAFLEDGER_DATA_DIR.
error-port-taken = Port { $port } is taken; choose another with { $setting }.
error-file-unreadable = The file can't be read: { $path }.
error-revision-unknown = There is no schema revision { $revision }; the newest is { $newest }, and base means none.
error-schema-behind = The database's schema is at { $found }, and this version needs { $expected }; run: leafledger migrate

# Energy week and check-in
error-admin-link-expired = This admin link has expired; please get a new one.
error-consent-missing = Have a look at the privacy notice first; once you agree I can log for you.
error-region-missing = Tell me first where you mostly travel.
error-telegram-token-refused = Telegram does not accept this bot token.

# Exports
error-checkpoint-late = The checkpoint has not caught up with the ledger; export again in a moment.
error-checkpoint-refused = The platform log refuses the checkpoint of { $origin } with { $size } entries after the one with { $logged_size } ({ $reason }).
error-month-malformed = A month is written like 2026-10.
error-month-in-future = { $month } hasn't come yet.
error-log-empty = The ledger is still empty; there is nothing to export.
error-directory-not-empty = The folder { $path } is not empty.
error-output-unwritable = The output can't be written to { $path } ({ $reason }).
error-directory-not-writable = { $path } can't be written ({ $reason }).
error-file-unpublished = No such file has been published.

# API
error-request-malformed = The request is malformed ({ $reason }).
error-headers-too-large = The headers are too large.
error-body-too-large = The body is too large.
error-media-type-unsupported = This media type is not supported.
error-request-invalid = Some fields of the request are wrong.
error-json-malformed = { $offset ->
    [0] The JSON is malformed ({ $reason }).
   *[other] The JSON is malformed ({ $reason }) from character { $offset } on.
}
error-address-unknown = There is nothing at this address.
error-method-not-allowed = This address does not take that method.
error-credential-missing = Please send an API key.
error-partner-required = This is for partners only.
error-idempotency-key-missing = Please send an Idempotency-Key: 16 to 255 of A-Z a-z 0-9 _ . : -
error-request-in-flight = A request with the same Idempotency-Key is still running; try again shortly.
error-too-many-requests = Too many requests: try again in { $retry_after_s } s.
error-page-token-invalid = The page token is wrong.
error-checkpoint-missing = This log has no checkpoint yet.
error-tree-size-unknown = There is no tree of that size.
error-storage-full = Storage is full; nothing can be recorded for now.
error-internal-error = My mistake.

# The example day
error-example-day-unreadable = The example day's file can't be read: { $file }
error-day-out-of-reach = { $on } can't be played: choose a day from { $first } to { $last }.
error-door-closed = { $door } does not answer as it should ({ $status }).
error-button-missing = There is no button "{ $label }" in chat { $chat }.
error-inbox-stuck = The step "{ $step }" was not finished: { $open } open, { $failed } failed.
error-bot-unknown = The bot has not run with this token yet, so there is no link to it: start the bot first.
error-size-unsigned = No checkpoint of { $size } entries was signed or kept; the next larger one has { $nearest }.
error-outside-tree = { $n } is outside the signed log, which has { $size } entries.
error-history-shorter = The newer log has { $size } entries, fewer than the { $old_size } that were kept.
error-history-rewritten = The log of { $size } entries does not begin with the { $old_size } that were kept: its history was rewritten.
error-origin-other = These are two different logs: { $old } and { $new }.

# Erasure
error-tombstone-unwritable = The list of erased people can't be written ({ $reason }): { $path }. Nobody was erased.

# Backups
error-backup-incomplete = { $path } holds no whole backup: its manifest is missing, so it was interrupted or is something else.
error-backup-damaged = The backup is damaged: { $file } is missing, cut short or changed.
error-backup-key-other = This backup was made under another key file; put that one in place and restore again.
error-backup-role-weak = The role { $role } can't read past row-level security; name one that can in LEAFLEDGER_DATABASE_BACKUP_URL.
error-backup-newer = The backup has schema { $found }, and this version knows { $expected }; restore it with a newer version.
error-restore-not-empty = The database is not empty; a restore wants one without tables, or an empty data folder.
error-restore-unfinished = A restore into this database did not come to its end. Empty the database and restore again.
error-signed-unwritable = What was signed last can't be kept beside the key ({ $reason }): { $path }. Without it a second history could be signed.
error-checkpoint-foreign = The checkpoint { $path } belongs to none of the backup's logs.

# Versions
error-versions-unlike = { $after } is not another version of { $before }.
error-version-not-active =
    { $status ->
        [draft] { $methodology } is a draft
        [retired] { $methodology } is retired
        [waiting] { $methodology } was only just published, and is in force in a minute
       *[other] { $methodology } is not in force
    }: only a version in force may price what is in the ledger.
error-digest-other = What would be posted has changed: its digest is { $found }, not { $expected }. Look at a new dry run first.
error-factor-unknown = The register has no factor "{ $factor }".
error-factor-not-exact = { $factor } is per mile and has no exact value per metre; take the set's factor per kilometre.
error-register-invalid = { $file } is not a valid register of factors: { $reason } ({ $at }).

# Organisations
error-organisation-name-unusable = An organisation's name has 1 to { $longest } characters that can be seen.
error-membership-unknown = { $org_id } has no such member.
error-last-membership = You belong nowhere else. To be forgotten altogether, send /privacy.
error-takes-no-records = A community takes no records of its own: it is a view of what its members do.
error-organisation-kind-unknown = There is no kind of organisation { $kind }. There are: { $allowed }.
error-organisation-unit-unknown = There is no unit { $unit } in this organisation.
error-unit-cycle = { $unit } cannot lie in { $parent }: that is the unit itself, or lies in it.
error-unit-kind-unknown = There is no kind of unit { $kind }. There are: { $allowed }.
error-unit-name-unusable = A unit's name has 1 to { $longest } characters that can be seen, and is the only one of that name in its place.
error-units-too-many = An organisation has at most { $most } units.
error-role-unknown = There is no role "{ $role }"; there are { $allowed }.

# Attesting
error-not-held = { $methodology } waits for no source text.
error-attested-already = Another document was attested for { $methodology } already: { $by } stands.
error-document-unusable =
    { $reason ->
        [empty] The file is empty.
       *[too_large] The file is over 20 MB; I can't fetch it.
    }
error-document-unfetched = I couldn't fetch the file ({ $reason }). Please send it again.
error-scope-unusable = The role { $role } can’t be held there; it can be held in { $allowed }, in a part that exists.
error-last-admin = Nobody would be left who can give roles. Make somebody else admin or owner first.
error-member-missing = This person is no member of the organisation, or no longer.
error-approval-unknown = There is no such proposal.
error-approval-decided =
    Too late: this proposal is already { $decision ->
        [confirmed] confirmed
        [declined] declined
        [withdrawn] withdrawn
       *[expired] expired
    }.
error-approval-open = A proposal about this already waits for the second person.
error-second-person-needed = Somebody else decides this: neither who proposed it, nor whom it concerns.
error-adjustment-empty = That would change nothing.
error-adjustment-outdated = The record changed after the proposal. Withdraw or decline it, then propose anew.
error-comment-unusable = Say why in 1 to { $longest } characters that can be seen.
error-group-out-of-range = The smallest group is between { $minimum } and { $maximum } people.
error-reason-unknown = There is no such reason code; there are { $allowed }.
error-broadcast-unusable = A message to all has 1 to { $longest } characters, without links, addresses or @names.
error-broadcast-unknown = That message is past this step. See /broadcast.
error-nobody-to-tell = Nobody would get it now.
error-group-unbound = This group is not bound to your organisation.
error-household-missing = You are in no household. /family makes one.
error-household-stands = You are in a household already, and nobody is in two. Leave it first: /family.
error-household-full = A household has at most { $most } people, children included.
error-household-name-unusable = A name at home has 1 to { $longest } characters that can be seen, and no two children have the same.
error-founder-only = Only the founder of the household may do that.
error-household-member-unknown = Nobody of that kind is in your household any more. /family shows who is.
error-session-missing = You are not signed in, or the session has ended. /console in the chat gives a new link.
error-session-unknown = That session has ended already.
error-sign-in-link-expired = This link has expired (it lives 5 minutes). /console in the chat gives a new one.
error-sign-in-link-used = This link was used before; each opens one session. /console in the chat gives a new one.
error-origin-refused = The request comes from another site's page.
error-second-factor-missing = This needs a second factor. Set one up on the page "Security".
error-second-factor-needed = This needs the six digits of your authenticator app, shown within the last hour.
error-second-factor-stands = You have a second factor already.
error-second-factor-too-late = A second factor is set up in a session that was opened within the last 10 minutes. /console in the chat gives a new link.
error-code-wrong = That is not the code of now. Codes change every 30 seconds, and each counts once.
error-codes-too-often = Too many wrong codes. Try again in a quarter of an hour.
error-grant-unknown = Nobody holds that role any more.
error-console-unbuilt = The console has not been built here. `make web` builds it.
error-household-goal-out-of-range = A household's goal is { $least_kg } to { $most_kg } kg a month.
error-reading-out-of-range = A reading is 0 to { $most_kwh } kWh, of a month that is over or of today.
error-reading-doubtful = That reading looks odd. Check it and enter it again.
error-reading-stands = { $name } has entered that period already. It counts once for the home.
error-reading-overtaken = Later readings rest on this one, so it stays. Only the last can be corrected.
error-roster-too-large =
    { $what ->
        [bytes] A roster has at most { $most } bytes, unpacked.
        [rows] A roster has at most { $most } rows; split it.
       *[columns] A roster has at most { $most } columns.
    }
error-roster-unreadable =
    { $reason ->
        [encoding] The file is neither UTF-8, UTF-16 nor GB18030 (GBK). Save it as CSV UTF-8, or as XLSX.
        [quotes] A quotation mark in the CSV file is never closed, or stands where none may.
        [old_workbook] That is an old or encrypted workbook. Save it as XLSX without a password.
        [file] The file can't be read.
       *[workbook] The workbook can't be read. Save it anew as XLSX.
    }
error-roster-columns-wrong =
    { $problem ->
        [doubled] Two columns of the first row say the same: { $columns }.
       *[missing] The first row names the columns: name, and e-mail or employee number. Missing: { $columns }.
    }
error-join-requests-too-many = You wait for { $most } answers already. Ask again once one has come.
error-join-request-too-soon = The organisers declined less than { $days } days ago. Ask again later, or ask them for an invitation.
error-join-request-decided = That request is decided already.
error-email-code-wrong = That is not the code, or it has ended. After five tries or ten minutes, /join sends a new one.
error-email-code-too-soon = A code is sent at most once a minute and five times a day. Try again later.
error-email-taken = Another account has joined by this address. If it is yours, use that one; else ask your organiser.
error-email-domain-unusable = A domain such as company.com, at most 50 of them, no other organisation's, and none at which everybody gets an address.
error-mail-unsent = The letter can't be sent at the moment. Try again later.
error-mail-address-wrong = The mail server's address can't be read.
