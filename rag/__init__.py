"""Documents to passages, passages to hits, hits to answers in which every sentence is cited."""
