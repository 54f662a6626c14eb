"""Figures: each product path beside a bare reference in the same run, on the same machine.  `make bench` runs them."""
