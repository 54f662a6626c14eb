"""The green-office book, and what a person is handed about themselves."""
