"""Energy-saving weeks: templates and frozen rules, taking part, check-in codes, standing, closing."""
