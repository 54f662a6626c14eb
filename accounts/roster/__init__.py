"""Rosters: a list of an organisation's people, each row an invitation for one of them until they come."""
