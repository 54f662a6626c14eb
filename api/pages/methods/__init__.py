"""A readable page per methodology version, made from the package alone: as Markdown for docs/, as HTML for the door."""
