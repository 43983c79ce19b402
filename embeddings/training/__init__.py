"""How the shipped encoder was made: `make encoder`. Needs the extra `train`; see TRAINING.md."""
