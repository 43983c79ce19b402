"""The use cases: what askers, moderators and the safeguarding role do with questions."""
