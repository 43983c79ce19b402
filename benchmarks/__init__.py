"""Measurements with committed results: see README.md."""
