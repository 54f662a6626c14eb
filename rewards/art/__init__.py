"""How a planet is drawn: the canvas, the effects, and the figures that stand on it."""
