"""What every floor needs and nothing of carbon or Telegram: units, clock, ids, errors, database, batching, mailbox."""
