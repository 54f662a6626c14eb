"""Consent, the encrypted vault and erasure."""
