"""Text to vectors: the encoder and the FAISS index (a leaf: imports none of our other packages)."""
