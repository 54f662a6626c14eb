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
    Leafledger is running, and the bot answers in Telegram.

      Pages     { $pages }
      Data      { $folder }

    Ctrl-C ends everything; the data stays.
up-ended = Ended. The data is in place; start again whenever you like.
