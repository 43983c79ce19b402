"""Judgments, measures and reports over the same retriever and answer chain that users get."""
