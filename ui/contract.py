"""Answers as the JSON that other tools rely on (docs/architecture.md): additions only."""

from dataclasses import asdict
from typing import Any

from questions.screening import Screening
from rag.values import Answer


def answer_json(answer: Answer, question_id: str | None = None) -> dict[str, Any]:
    """Return the contract's object for an answer."""
    return {
        "id": question_id,
        "question": answer.question,
        "language": answer.language,
        "outcome": answer.outcome,
        "answer": answer.text,
        "claims": [
            {"text": c.text, "citations": list(c.citations), "support": round(c.support, 4)}
            for c in answer.claims
        ],
        "citations": [asdict(citation) for citation in answer.citations],
        "passages": [
            {
                "rank": hit.rank,
                "source": hit.passage.source,
                "pinpoint": hit.passage.pinpoint,
                "score": round(hit.score, 6),
                "start": hit.passage.start,
                "end": hit.passage.end,
                "text": hit.passage.text,
            }
            for hit in answer.hits
        ],
        "engine": answer.engine,
        "latency_ms": answer.latency_ms,
        "versions": asdict(answer.versions),
        "notice": answer.notice,
    }


def screening_json(screening: Screening, message_id: str | int | None = None) -> dict[str, Any]:
    """Return the contract's object for a decision."""
    return {"id": message_id, **asdict(screening)}
