"""A question in any of the six languages is answered from Russian documents, or is refused."""

import pytest

from rag.assistant import Assistant

WHY_ONLINE = {
    "de": "Warum fand die 20. Konferenz der Allianz überwiegend online statt?",
    "en": "Why was the 20th Alliance conference held mostly online?",
    "es": "¿Por qué la 20.ª conferencia de la Alianza se celebró en línea?",
    "fr": "Pourquoi la 20e conférence de l'Alliance s'est-elle tenue surtout en ligne ?",
    "it": "Perché la 20ª conferenza dell'Alleanza si è svolta soprattutto online?",
    "ru": "Почему 20-я конференция Альянса прошла в основном онлайн?",
}
ELSEWHERE = {
    "de": "Welches Ladegerät braucht mein altes Telefon?",
    "en": "What is the capital of Australia?",
    "es": "¿Me recomiendas una receta de tortilla de patatas?",
    "fr": "Comment changer la roue d'un vélo ?",
    "it": "Qual è la ricetta del tiramisù?",
    "ru": "Как приготовить борщ со сметаной?",
}


@pytest.mark.parametrize("language", WHY_ONLINE)
def test_the_answer_is_found_and_cited(assistant: Assistant, language: str) -> None:
    answer = assistant.ask(WHY_ONLINE[language])
    assert answer.language == language
    assert answer.outcome == "answered"
    quotes = [citation.quote for citation in answer.citations]
    assert any("COVID-19" in quote and "20-я конференция" in quote for quote in quotes)


@pytest.mark.parametrize("language", ELSEWHERE)
def test_what_is_no_subject_of_the_documents_is_refused(
    assistant: Assistant, language: str
) -> None:
    answer = assistant.ask(ELSEWHERE[language])
    assert answer.outcome == "refused"
    assert not answer.citations
