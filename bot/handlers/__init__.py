"""What the bot answers, one file a conversation."""
