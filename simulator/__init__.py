"""A local stand-in for the Bot API server, with a chat page."""
