"""Energy-saving weeks: templates, check-in codes, ranking, closing."""
