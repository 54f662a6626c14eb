"""Record, evidence, plausibility, review, correction, balances: the one writer of actions."""
