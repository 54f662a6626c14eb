"""Planets, streaks and boards: what people see of their grams, never what changes them."""
