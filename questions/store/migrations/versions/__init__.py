"""A file a revision: what it adds to the one before."""
