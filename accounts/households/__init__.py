"""Households: a few people whose grams are seen together at home, and by nobody else."""
