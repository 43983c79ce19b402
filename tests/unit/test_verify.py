import pytest

from embeddings.encoder import Encoder
from rag.build import index_in_memory
from rag.compose import DraftClaim, Span
from rag.index import Index
from rag.values import Document, Passage
from rag.verify import support, verify

TEXT = (
    "Конференция рекомендует государствам представить 3 доклада к 2007 году. "
    "Она не требует взносов."
)
FIRST = Span("d.md", 0, TEXT.index(" Она"))
SECOND = Span("d.md", TEXT.index("Она"), len(TEXT))


@pytest.fixture
def index(word_encoder: Encoder) -> Index:
    document = Document("d.md", "Решение", "3/2", "ru", TEXT)
    passage = Passage("p", "d.md", 0, len(TEXT), TEXT, "", 20)
    return index_in_memory([document], [passage], word_encoder)


def test_words_quoted_as_they_stand_are_supported(index: Index) -> None:
    verified = verify([DraftClaim(TEXT[FIRST.start : FIRST.end], (FIRST,))], index)
    assert verified.claims[0].support == 1
    assert verified.claims[0].citations == (1,)
    assert verified.citations[0].quote == TEXT[FIRST.start : FIRST.end]


@pytest.mark.parametrize(
    "claim",
    [
        "Конференция рекомендует государствам представить 4 доклада к 2007 году.",
        "Конференция рекомендует государствам представить 3 доклада к 2008 году.",
        "Конференция не рекомендует государствам представить 3 доклада к 2007 году.",
        "Погода в Вене завтра будет хорошей.",
    ],
)
def test_a_claim_that_its_words_do_not_support_is_dropped(index: Index, claim: str) -> None:
    verified = verify([DraftClaim(claim, (FIRST,))], index)
    assert verified.claims == ()
    assert verified.citations == ()
    assert [dropped.text for dropped in verified.dropped] == [claim]


def test_a_dropped_negation_is_found(index: Index) -> None:
    assert support(DraftClaim("Она требует взносов.", (SECOND,)), index) == 0


def test_a_paraphrase_of_its_words_is_kept(index: Index) -> None:
    draft = DraftClaim("Государствам рекомендует представить 3 доклада Конференция.", (FIRST,))
    assert support(draft, index) > 0.9


@pytest.mark.parametrize(
    "spans",
    [(), (Span("other.md", 0, 5),), (Span("d.md", 5, 5),), (Span("d.md", 0, len(TEXT) + 1),)],
)
def test_a_claim_without_a_real_span_has_no_support(index: Index, spans: tuple[Span, ...]) -> None:
    assert support(DraftClaim("Конференция рекомендует.", spans), index) == 0


def test_two_claims_of_one_span_share_its_marker(index: Index) -> None:
    quote = TEXT[FIRST.start : FIRST.end]
    verified = verify([DraftClaim(quote, (FIRST,)), DraftClaim(quote, (FIRST, SECOND))], index)
    assert [claim.citations for claim in verified.claims] == [(1,), (1, 2)]
    assert [citation.marker for citation in verified.citations] == [1, 2]
