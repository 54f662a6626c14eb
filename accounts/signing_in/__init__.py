"""Signing in beside the chat: links that open a session in a browser, the sessions, and the second factor."""
