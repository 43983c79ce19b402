"""What a message asks, without what it tells beside: "I am a translator. Who must check ...?"."""

from rag.analysis import content_terms
from rag.followup import leans
from rag.sentences import sentence_spans

# What asks must hold so many terms of its own to stand without what was told before it.
LEAST_TERMS = 4


def focused(text: str, language: str) -> str:
    """Return the sentences of a text that ask, the whole text where they do not stand alone."""
    sentences = [text[start:end] for start, end in sentence_spans(text, language)]
    question = " ".join(each for each in sentences if each.rstrip().endswith("?"))
    if len(content_terms(question, language)) < LEAST_TERMS or leans(question):
        return text
    return question
