"""Schema history.  A migration imports nothing of the domain."""
