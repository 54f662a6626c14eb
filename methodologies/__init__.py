"""Activity to reduction: dated, hashed methodology packages and the engine that evaluates them."""
