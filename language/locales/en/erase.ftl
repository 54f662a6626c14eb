# Closing the account

erase-button-ask = 🗑 Close and erase
erase-button-keep = Keep my account
erase-button-back = ↩️ Change my mind
erase-ask =
    🗑 <b>Close and erase</b>
    Goes: nickname, account link, photos, exact times, partners, chat state, and the key that leads from the ledger to you.
    Stays: grams and hashes that no longer point to you. Spent points and exported batches are not rolled back.
    You have 24 hours to change your mind; until then nothing more is recorded, and what is stored is only kept.
    Type <b>DELETE</b>. Anything else cancels.
erase-not = Cancelled: nothing is erased.
erase-planned =
    🗑 Scheduled: everything that leads to you is erased on { $due }.
    Until then nothing is recorded, from here or from partners. Changed your mind? One tap, and all is as before.
erase-pending = 🗑 To be erased on { $due }; until then nothing is recorded.
erase-nothing-recorded =
    Not recorded: your account is to be erased on { $due }.
    Change your mind first if you want to go on, then say it again.
erase-taken-back = Good to have you back: nothing is erased, and I record again.
erase-none = Nothing was scheduled: your account stays as it is.
erase-told-again =
    🗑 You had asked to be erased. The database was restored from a backup that did not know of it, so your 24 hours begin again.
    Changed your mind? /privacy
erase-told-not-asked = A restored backup still held your old wish to be erased, which you had taken back. Your account stays. If you do want to go: /privacy
erase-done = 🗑 Done: everything that led to you is erased, and here is your certificate. Goodbye, and thank you for { $grams }.

# The certificate

erase-certificate = Certificate of erasure
erase-certificate-what = At { $at } everything that this installation kept about the holder of this file was destroyed, at their own wish. The certificate names nobody, and nothing was kept by which it could be told whose it is.
erase-certificate-log = Destroyed or made anonymous beside the log { $log }
erase-certificate-beside = Destroyed outside the logs
erase-certificate-kind = What
erase-certificate-rows = Rows
erase-certificate-key = The person's own key was destroyed in the same transaction: nobody can open the commitments that the ledger holds any more. Backups from before keep it sealed until they are deleted, within 30 days; whoever restores one erases again.
erase-certificate-ledger = Where the ledger says so
erase-certificate-entry = Log { $log }, entry number { $n }, type subject.erased. This signed checkpoint covers it:
erase-certificate-unsigned = No checkpoint covers this entry yet; the log's next one does.
erase-certificate-check = The entry lies under /v1/logs, its inclusion in the checkpoint can be proved at any time, and the page /check reads it.
erase-certificate-stays = What stays: reductions as they were recorded, in grams and by day, without a name, an exact time or a way back to one.
erased-acts = Records made anonymous
erased-evidence-files = Photos
erased-vault = Encrypted personal parts of entries
erased-consents = Consents
erased-looks = Notes of who looked
erased-partner-links = Partners' pseudonyms
erased-campaigns = Weeks taken part in or opened
erased-attestations = Attestations of source texts
erased-telegram-accounts = Links to a Telegram account
erased-sessions = Sessions in browsers
erased-second-factors = Second factors
erased-memberships = Memberships
erased-updates = Messages of the chat
erased-notices = Notices that waited
erased-people = Accounts, with their key

# Download of all own data

own-data-json = Everything about you, for programs: each table that knows you, each record with its exact text in the ledger.
own-data-html =
    The same to read, in any browser.
    On another device, for 15 minutes: { $link }
    Whoever has the link sees all of it; each time it is opened stands under "Who looked".
own-data-too-large = Your data is larger than a chat takes. It lies here for 15 minutes: { $link }
own-data-closed = This link opens nothing any more
own-data-title = Everything about you
own-data-what = Every row that this installation keeps of you, as it is stored. Field names are those of the file for programs; keys and other people's data are left out.
own-data-made-at = Collected at
own-data-records = Records
own-data-place-account = Account
own-data-place-inbox = Chat
own-data-place-outbox = Notices
own-data-table-person = Account
own-data-table-telegram-account = Telegram
own-data-table-membership = Memberships
own-data-table-partner-link = Partners
own-data-table-action = Records as they stand
own-data-table-entry-context = What stands beside the ledger's entries
own-data-table-evidence-file = Photos, by Telegram's ids
own-data-table-attestation = Attestations
own-data-table-role-grant = Roles
own-data-table-approval = Two-person decisions you took part in
own-data-table-browser-session = Sessions in browsers
own-data-table-second-factor = Second factor
own-data-table-broadcast = Messages to all that you wrote
own-data-table-broadcast-recipient = Messages to all that were for you
own-data-table-campaign-member = Weeks taken part in
own-data-table-campaign = Weeks opened
own-data-table-consent = Consents, withdrawn ones too
own-data-table-access-log = Who looked
own-data-table-vault = Personal parts, which the ledger only commits to
own-data-table-log-entry = Ledger entries, their exact text
own-data-table-inbox = Messages still stored
own-data-table-outbox = Notices still stored

# Who looked

looks-button = 👀 Who looked
looks-title = 👀 <b>Who looked at what is yours</b>
looks-line = { $at } · { $role }: { $what } ({ $why })
looks-none = Nobody so far. Boards and reports show sums of at least five people; your nickname and week stand on the board only with your consent.
looks-rule = The same look within an hour is noted once; notes are kept for a year. A reviewer sees no name.
looks-role-reviewer = a reviewer
looks-role-admin = an admin
looks-role-programme-manager = a programme manager
looks-role-partner = a partner you linked
looks-role-operator = who runs this installation
looks-role-link = whoever held your link
looks-what-act = one record
looks-what-directory = your name in the list of members
looks-what-photo = one record with its photo
looks-what-summary = your sums and planet
looks-what-what-if = your sums by another method
looks-what-own-data = all your data
looks-what-erasure = how much is kept of you
looks-why-review = review
looks-why-console = the console
looks-why-adjustment = a correction
looks-why-api = by its interface
looks-why-download = download
looks-why-erase-command = the erase command, not carried out

# What is agreed to, purpose by purpose

consent-purpose = ▪️ { $text } ({ $version })
consent-given = ✅ agreed on { $day } to version { $version }
consent-not-given = ⬜ not agreed
consent-text-service = Keeping your account and records, as above. It ends by closing the account.
consent-text-board-name = Showing your nickname and your grams of the week to colleagues near you on the board. Withdrawn, you are a bare rank at once.
consent-text-photo-review = A reviewer who does not learn your name looks at photos you send as proof. Withdrawn, photos that wait are taken back at once; what was judged stays.
consent-unused = Nothing here reads sensors or places or sells on a market; before anything does, it asks.
