"""Pages that are put together on the server: their code, styles and pictures."""
