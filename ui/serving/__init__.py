"""How many are served at once: bounded answering, limits per visitor, seals, figures, workers."""
