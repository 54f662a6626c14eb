"""Verification and the verified-reduction report."""
