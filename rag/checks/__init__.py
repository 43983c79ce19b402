"""Does evidence say what a claim says: figures, names, negation, modality and words."""

__all__ = ["Judged", "judge"]

from rag.checks.judgment import Judged, judge
