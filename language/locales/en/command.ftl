# What the command line says.
up-starting = Starting Leafledger …
up-ready-simulated =
    Leafledger is running.

      Chat      { $chat }
      Pages     { $pages }
      Data      { $folder }

    Open the chat, press Start, agree, and write: took the metro 12 km
    A company with an API key and an admin page:  .venv/bin/leafledger demo
    Check the ledger:  .venv/bin/leafledger export-log --org org_public --dir /tmp/log && .venv/bin/leafledger verify /tmp/log
    Ctrl-C ends everything; the data stays.
up-ready-telegram =
    Leafledger is running.

      Pages     { $pages }
      Data      { $folder }

    Ctrl-C ends everything; the data stays.
up-telegram-answers = The bot answers in Telegram: https://t.me/{ $name }
up-telegram-silent =
    Telegram has not answered yet. Is { $url } reachable from this machine? The bot keeps trying;
    behind a wall, point LEAFLEDGER_TELEGRAM_API_URL at a Bot API server that is.
up-ended = Ended. The data is in place; start again whenever you like.
command-proof-holds = Proved: entry { $n } is one of the { $size } entries that { $origin } has signed ({ $witnesses } witnesses of your policy).
command-log-extends = Proved: the log { $origin } of { $size } entries begins with the { $old_size } that were kept.
command-setting-unread = { $name } is no setting: nothing reads it.
command-setting-meant = { $name } is no setting: nothing reads it. Did you mean { $meant }?
command-erase-ask = Erase this person for good?
command-backup-without-key = The key file is not in the backup. Keep { $path } in another place: without it nobody can open what was backed up.
command-backup-with-key = The key file is in the backup: whoever holds this folder can open everything in it. Keep it as you would keep the key.
command-restore-behind = The log { $log } was signed further than this backup goes. It is never signed again here: what came after the backup would be told in two ways.
error-revision-older = The schema stands at { $current }; going down to { $revision } drops what the newer revisions hold. Make a backup, then say so with --down.
command-factors-none = No factor fits.
command-methodologies-none-due = No version is due within 30 days.
command-methodologies-finding = { $methodology }, factor { $key }: { $reason ->
    [unknown] the register has no { $factor_id }
    [differs] not the register's { $factor_id }
   *[unconfirmed] { $factor_id } is not confirmed well enough to be credited on
    }
