"""The green-office book."""
