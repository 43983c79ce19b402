"""A note and the sentence that it hangs on bring each other along."""

from rag.assistant import Assistant
from rag.notes import sentence_of_note, with_notes
from rag.values import Hit

DECISIONS = "CTOC-COP-2006-decisions.ru.txt"


def test_a_note_leads_to_its_sentence(assistant: Assistant) -> None:
    document = assistant.document(DECISIONS)
    note = next(s for s in document.sections if s.label == "сноска 1")
    span = sentence_of_note(document, note.start, note.end)
    assert span is not None
    assert document.text[span[0] : span[1]].startswith("f) одобряет подготовленное Секретариатом")


def test_every_note_of_the_corpus_hangs_on_a_sentence(assistant: Assistant) -> None:
    for document in assistant.documents():
        for note in document.sections:
            if note.kind == "footnote":
                span = sentence_of_note(document, note.start, note.end)
                assert span is not None, note.label
                assert span[0] < note.refs[0] <= span[1] + 1


def test_a_sentence_that_is_no_note_leads_nowhere(assistant: Assistant) -> None:
    assert sentence_of_note(assistant.document(DECISIONS), 0, 5) is None


def test_a_hit_brings_its_notes_along_behind_the_others(assistant: Assistant) -> None:
    index = assistant.index
    hits = assistant.retriever.search("предложение о создании справочника центральных органов", 5)
    assert hits[0].passage.source == DECISIONS
    along = with_notes(hits, index)
    assert along[: len(hits)] == hits
    assert "сноска 1" in [hit.passage.pinpoint for hit in along]
    assert [hit.rank for hit in along] == list(range(1, len(along) + 1))
    assert len({hit.passage.passage_id for hit in along}) == len(along)


def test_a_note_brings_its_sentence_along(assistant: Assistant) -> None:
    note = next(
        p for p in assistant.index.passages if p.source == DECISIONS and p.pinpoint == "сноска 1"
    )
    along = with_notes([Hit(note, 1.0, 1)], assistant.index)
    assert any("одобряет подготовленное Секретариатом" in hit.passage.text for hit in along)


def test_no_hits_bring_nothing(assistant: Assistant) -> None:
    assert with_notes([], assistant.index) == []


def test_an_answer_from_a_note_says_what_it_hangs_on(assistant: Assistant) -> None:
    answer = assistant.ask("CTOC/COP/2006/12 что это за документ?")
    assert [citation.pinpoint for citation in answer.citations] == [
        "Решение 3/2, подп. f)",
        "сноска 1",
    ]
