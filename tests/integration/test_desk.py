"""The moderators' and the askers' use cases, on both engines, over real documents."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from embeddings.encoder import load_encoder
from questions.audit import check_audit
from questions.desk.asker import counts, public_questions, status, vote, withdraw
from questions.desk.drafting import draft, mark_stale, record_spoken
from questions.desk.erasure import purge
from questions.desk.inbox import read_inbox
from questions.desk.leases import LEASE
from questions.desk.merging import merge, unmerge
from questions.desk.offering import Offer, Offers
from questions.desk.programme import save_programme
from questions.desk.queue import Filter, list_questions, show
from questions.desk.review import (
    add_claim,
    approve,
    claim,
    edit_claim,
    let_go,
    publish,
    request_changes,
    retract,
    set_dropped,
)
from questions.desk.submission import Submission, submit, take_in
from questions.desk.triage import accept, forward, in_bulk, note, recall, reject, release, reopen
from questions.errors import Conflict, InvalidSubmission, NotAllowed, NotFound, Unsupported
from questions.evidence import Documents
from questions.screening import screen
from questions.store import Store, open_store
from questions.workflow import SYSTEM
from rag.assistant import Assistant
from rag.build import build_index
from rag.compose import Span
from tests.conftest import WordEncoder
from tests.desk_parts import (
    ANNA,
    BJORN,
    CHIEF,
    FUND,
    GATE,
    GUARD,
    QUESTION,
    REPORTS,
    Clock,
    answer_of,
    open_small_assistant,
    question_of,
    send,
    write_documents,
)


@pytest.fixture
def drafted(store: Store, small_assistant: Assistant) -> str:
    """The id of an answer that was just drafted."""
    sent = send(store)
    version = accept(store, ANNA, sent.question_id, 1)
    return draft(store, ANNA, sent.question_id, version, small_assistant)


def span_of(documents: Documents, source: str, words: str) -> Span:
    text = documents._assistant.document(source).text
    return Span(source, text.index(words), text.index(words) + len(words))


def published(store: Store, documents: Documents, answer_id: str) -> int:
    version = claim(store, ANNA, answer_id, answer_of(store, answer_id).version)
    version = approve(store, ANNA, answer_id, version, documents)
    return publish(store, ANNA, answer_id, version, documents)


def test_an_answer_goes_the_straight_way_to_the_asker(
    store: Store, small_assistant: Assistant, documents: Documents
) -> None:
    sent = send(store)
    assert status(store, sent.receipt).state == "triage"
    version = accept(store, ANNA, sent.question_id, 1)
    answer_id = draft(store, ANNA, sent.question_id, version, small_assistant)
    answer = answer_of(store, answer_id)
    assert (answer.state, answer.number, answer.engine) == ("draft", 1, "extractive")
    assert answer.versions["index"] == small_assistant.index.manifest.generation
    (cited,) = answer.said[0].citations
    assert small_assistant.document(cited.source).text[cited.start : cited.end] == cited.quote
    assert status(store, sent.receipt).answers == ()
    published(store, documents, answer_id)
    told = status(store, sent.receipt.lower().replace("-", " "))
    assert told.state == "answered"
    assert "2010" in told.answers[0].text
    assert told.answers[0].text.endswith("[1]")
    assert told.answers[0].is_cited
    assert counts(store)["answered"] == 1
    check_audit(store)


def test_a_stale_version_is_a_conflict_that_says_what_next(store: Store) -> None:
    sent = send(store)
    accept(store, ANNA, sent.question_id, 1)
    with pytest.raises(Conflict, match=r"is of version 2, you read 1.*read it again"):
        reject(store, BJORN, sent.question_id, 1, "off_topic")
    assert question_of(store, sent.question_id).state == "accepted"


def test_an_answer_is_on_one_desk_at_a_time(store: Store, clock: Clock, drafted: str) -> None:
    version = claim(store, ANNA, drafted, 1)
    with pytest.raises(Conflict, match="Анна reviews"):
        claim(store, BJORN, drafted, version)
    clock.turn(minutes=LEASE.total_seconds() / 60 + 1)
    with pytest.raises(Conflict, match="your time with it is over"):
        let_go(store, ANNA, drafted, version)
    version = claim(store, BJORN, drafted, version)
    with pytest.raises(Conflict, match="Björn reviews it"):
        let_go(store, ANNA, drafted, version)
    version = claim(store, ANNA, drafted, version, take_over=True)
    assert answer_of(store, drafted).reviewer == "Анна"
    let_go(store, ANNA, drafted, version)
    assert answer_of(store, drafted).state == "draft"
    check_audit(store)


def test_a_question_whose_answer_is_on_a_desk_is_left_alone(
    store: Store, small_assistant: Assistant, drafted: str
) -> None:
    claim(store, ANNA, drafted, 1)
    question = question_of(store, answer_of(store, drafted).question_id)
    with pytest.raises(Conflict, match="Анна reviews an answer"):
        draft(store, BJORN, question.id, question.version, small_assistant)
    with pytest.raises(Conflict, match="Анна reviews an answer"):
        reject(store, BJORN, question.id, question.version, "off_topic")


def test_a_claim_cites_sentences_and_no_whole_document(
    store: Store, documents: Documents, drafted: str
) -> None:
    version = claim(store, ANNA, drafted, 1)
    (said,) = answer_of(store, drafted).said
    long = [Span("fond.ru.txt", 0, 2_001)]
    many = [Span("fond.ru.txt", 0, end) for end in range(1, 22)]
    for spans, why in ((long, "2001 characters.* 2000"), (many, "21 places.* 20")):
        with pytest.raises(InvalidSubmission, match=why):
            edit_claim(store, ANNA, drafted, version, said.id, documents, spans=spans)
        with pytest.raises(InvalidSubmission, match=why):
            add_claim(store, ANNA, drafted, version, FUND, spans, documents)
    add_claim(store, ANNA, drafted, version, FUND, many[:20], documents)


def test_what_moderators_write_is_no_longer_than_a_question(
    store: Store, documents: Documents, drafted: str
) -> None:
    version = claim(store, ANNA, drafted, 1)
    answer = answer_of(store, drafted)
    (said,) = answer.said
    long = "ё" * 8_001
    for attempt in (
        lambda: edit_claim(store, ANNA, drafted, version, said.id, documents, long),
        lambda: add_claim(store, ANNA, drafted, version, long, (), documents),
        lambda: approve(store, ANNA, drafted, version, documents, long),
        lambda: request_changes(store, ANNA, drafted, version, long),
        lambda: retract(store, ANNA, drafted, version, long),
        lambda: note(store, ANNA, answer.question_id, long),
        lambda: record_spoken(store, ANNA, answer.question_id, 3, long, "ru"),
    ):
        with pytest.raises(InvalidSubmission, match="8001 characters: write 8000 at most"):
            attempt()
    note(store, ANNA, answer.question_id, long[:8_000])


def test_nothing_is_verified_for_whoever_does_not_hold_the_answer(
    store: Store, documents: Documents, drafted: str
) -> None:
    (said,) = answer_of(store, drafted).said
    nowhere = [Span("никакой.txt", 0, 1)]  # what is verified says that it is not known
    with pytest.raises(NotAllowed):
        edit_claim(store, ANNA, drafted, 1, said.id, documents, spans=nowhere)
    version = claim(store, ANNA, drafted, 1)
    with pytest.raises(Conflict, match="Анна reviews it"):
        edit_claim(store, BJORN, drafted, version, said.id, documents, spans=nowhere)
    with pytest.raises(Conflict, match="Анна reviews it"):
        add_claim(store, BJORN, drafted, version, FUND, nowhere, documents)
    with pytest.raises(Conflict, match="Анна reviews it"):
        approve(store, BJORN, drafted, version, documents)


def test_an_edit_is_verified_again(store: Store, documents: Documents, drafted: str) -> None:
    version = claim(store, ANNA, drafted, 1)
    (said,) = answer_of(store, drafted).said
    wrong = "Добровольный фонд для жертв торговли людьми создан в 2011 году."
    assert edit_claim(store, ANNA, drafted, version, said.id, documents, wrong) == 0
    with pytest.raises(Unsupported, match="override"):
        approve(store, ANNA, drafted, version + 1, documents)
    right = "Фонд для жертв торговли людьми создан в 2010 году."
    assert edit_claim(store, ANNA, drafted, version + 1, said.id, documents, right) > 0.9
    approve(store, ANNA, drafted, version + 2, documents)
    assert answer_of(store, drafted).is_cited


def test_a_citation_is_replaced_by_another_span(
    store: Store, documents: Documents, drafted: str
) -> None:
    version = claim(store, ANNA, drafted, 1)
    (said,) = answer_of(store, drafted).said
    other = span_of(documents, "doklady.ru.txt", REPORTS)
    assert edit_claim(store, ANNA, drafted, version, said.id, documents, spans=[other]) < 0.6
    both = [*said.spans, other]
    assert edit_claim(store, ANNA, drafted, version + 1, said.id, documents, spans=both) == 1
    assert [c.quote for c in answer_of(store, drafted).said[0].citations][1] == REPORTS
    assert edit_claim(store, ANNA, drafted, version + 2, said.id, documents, spans=[]) == 0
    with pytest.raises(Unsupported, match="no citation"):
        approve(store, ANNA, drafted, version + 3, documents)


def test_claims_are_added_and_dropped(store: Store, documents: Documents, drafted: str) -> None:
    version = claim(store, ANNA, drafted, 1)
    span = span_of(documents, "doklady.ru.txt", REPORTS)
    added = add_claim(store, ANNA, drafted, version, REPORTS, [span], documents)
    first, second = answer_of(store, drafted).said
    assert (second.id, second.support, second.citations[0].marker) == (added, 1, 2)
    version = set_dropped(store, ANNA, drafted, version + 1, first.id, True)
    answer = answer_of(store, drafted)
    assert [each.id for each in answer.said] == [added]
    assert answer.text == f"{REPORTS} [1]"
    assert len(answer.claims) == 2
    version = set_dropped(store, ANNA, drafted, version, added, True)
    with pytest.raises(Unsupported, match="says nothing"):
        approve(store, ANNA, drafted, version, documents)
    with pytest.raises(NotFound):
        set_dropped(store, ANNA, drafted, version, "nobody", True)


def test_words_that_no_document_has_cannot_be_cited(
    store: Store, documents: Documents, drafted: str
) -> None:
    version = claim(store, ANNA, drafted, 1)
    (said,) = answer_of(store, drafted).said
    for span in (Span("fond.ru.txt", 5, 1_999), Span("nobody.txt", 0, 5)):
        with pytest.raises(Exception, match=r"fond\.ru\.txt|nobody\.txt"):
            edit_claim(store, ANNA, drafted, version, said.id, documents, spans=[span])
    assert answer_of(store, drafted).said == (said,)


def test_an_override_names_its_reason_and_is_never_called_cited(
    store: Store, documents: Documents, drafted: str
) -> None:
    version = claim(store, ANNA, drafted, 1)
    (said,) = answer_of(store, drafted).said
    edit_claim(store, ANNA, drafted, version, said.id, documents, spans=[])
    with pytest.raises(Unsupported):
        approve(store, ANNA, drafted, version + 1, documents, override=" ")
    version = approve(store, ANNA, drafted, version + 1, documents, "сказано на заседании")
    publish(store, ANNA, drafted, version, documents)
    answer = answer_of(store, drafted)
    assert answer.override == "сказано на заседании"
    assert not answer.is_cited


def test_an_edit_after_approval_is_reviewed_again(
    store: Store, documents: Documents, drafted: str
) -> None:
    version = approve(store, ANNA, drafted, claim(store, ANNA, drafted, 1), documents)
    (said,) = answer_of(store, drafted).said
    with pytest.raises(NotAllowed, match="approved"):
        edit_claim(store, ANNA, drafted, version, said.id, documents, "Фонд создан в 2010 году.")
    claim(store, BJORN, drafted, version)
    assert answer_of(store, drafted).state == "in_review"
    with pytest.raises(NotAllowed):
        publish(store, ANNA, drafted, version + 1, documents)


def test_changes_are_requested_with_a_note(store: Store, drafted: str) -> None:
    version = claim(store, ANNA, drafted, 1)
    with pytest.raises(InvalidSubmission):
        request_changes(store, ANNA, drafted, version, " ")
    request_changes(store, ANNA, drafted, version, "bitte kürzer")
    told = show(store, BJORN, answer_of(store, drafted).question_id)
    assert (told.answers[0].state, told.remarks[0].text) == ("changes_requested", "bitte kürzer")


def test_a_newer_answer_takes_the_place_of_the_published_one(
    store: Store, small_assistant: Assistant, documents: Documents, drafted: str
) -> None:
    published(store, documents, drafted)
    question = question_of(store, answer_of(store, drafted).question_id)
    second = draft(store, ANNA, question.id, question.version, small_assistant)
    assert answer_of(store, second).number == 2
    assert answer_of(store, drafted).state == "published"
    assert question_of(store, question.id).state == "answered"
    version = published(store, documents, second)
    assert answer_of(store, drafted).state == "superseded"
    retract(store, BJORN, second, version, "ошибка в дате")
    assert question_of(store, question.id).state == "drafted"
    assert public_questions(store)[0].answers == ()
    check_audit(store)


def test_published_answers_whose_words_changed_become_stale(store: Store, tmp_path: Path) -> None:
    assistant = open_small_assistant(tmp_path, WordEncoder())
    documents = Documents(assistant)
    sent = send(store)
    accept(store, ANNA, sent.question_id, 1)
    first = draft(store, ANNA, sent.question_id, 2, assistant)
    version = published(store, documents, first)
    assert mark_stale(store, SYSTEM, documents) == []
    changed = FUND.replace("2010", "2011")
    build_index(
        tmp_path / "index", [write_documents(tmp_path / "documents", changed)], WordEncoder()
    )
    assert mark_stale(store, SYSTEM, documents) == [first]
    assert mark_stale(store, SYSTEM, documents) == []
    assert status(store, sent.receipt).answers[0].is_stale
    assert [q.id for q in list_questions(store, ANNA, Filter(is_stale=True))] == [sent.question_id]
    question = question_of(store, sent.question_id)
    second = draft(store, ANNA, question.id, question.version, assistant)
    published(store, documents, second)
    (answer,) = status(store, sent.receipt).answers
    assert "2011" in answer.text
    assert not answer.is_stale
    assert answer_of(store, first).version == version + 2
    check_audit(store)


def test_what_is_approved_is_not_published_once_its_document_changed(
    store: Store, tmp_path: Path
) -> None:
    assistant = open_small_assistant(tmp_path, WordEncoder())
    documents = Documents(assistant)
    sent = send(store)
    accept(store, ANNA, sent.question_id, 1)
    answer_id = draft(store, ANNA, sent.question_id, 2, assistant)
    version = approve(store, ANNA, answer_id, claim(store, ANNA, answer_id, 1), documents)
    changed = FUND.replace("2010", "2011")
    build_index(
        tmp_path / "index", [write_documents(tmp_path / "documents", changed)], WordEncoder()
    )
    with pytest.raises(Unsupported, match="no longer reads"):
        publish(store, ANNA, answer_id, version, documents)


def test_merged_questions_count_as_one_and_come_apart_as_they_were(store: Store) -> None:
    first, second = send(store), send(store, "Quand le fonds a-t-il été créé ?")
    for sent in (first, second):
        accept(store, ANNA, sent.question_id, 1)
    assert vote(store, first.question_id, "visitor one")
    assert vote(store, second.question_id, "visitor one")
    assert vote(store, second.question_id, "visitor two")
    assert not vote(store, second.question_id, "visitor two")
    version = merge(store, ANNA, second.question_id, 2, first.question_id)
    assert question_of(store, first.question_id).n_votes == 2  # visitor one is one person
    told = status(store, second.receipt)
    assert (told.state, told.is_merged) == ("accepted", True)
    file = show(store, ANNA, first.question_id)
    assert [(q.text, q.language) for q in file.merged] == [
        ("Quand le fonds a-t-il été créé ?", "fr")
    ]
    with pytest.raises(NotAllowed):
        merge(store, ANNA, first.question_id, 2, second.question_id)
    unmerge(store, ANNA, second.question_id, version)
    back = question_of(store, second.question_id)
    assert (back.state, back.text, back.n_votes) == ("accepted", told.text, 2)
    assert question_of(store, first.question_id).n_votes == 1
    check_audit(store)


def test_an_answer_is_drafted_in_the_language_of_a_merged_wording(
    store: Store, small_assistant: Assistant, documents: Documents
) -> None:
    first, second = send(store), send(store, "Quand le fonds a-t-il été créé ?")
    merge(store, ANNA, second.question_id, 1, first.question_id)
    accept(store, ANNA, first.question_id, 1)
    draft(store, ANNA, first.question_id, 2, small_assistant)
    draft(store, ANNA, first.question_id, 3, small_assistant, "fr")
    shown = show(store, ANNA, first.question_id).answers
    assert {(a.language, a.number) for a in shown} == {("ru", 1), ("fr", 1)}
    with pytest.raises(NotFound, match="'de'"):
        draft(store, ANNA, first.question_id, 4, small_assistant, "de")


def test_what_others_are_merged_into_is_deleted_without_them(store: Store) -> None:
    first, second = send(store), send(store, "Quand le fonds a-t-il été créé ?")
    merge(store, ANNA, second.question_id, 1, first.question_id)
    withdraw(store, first.receipt)
    assert question_of(store, second.question_id).state == "triage"
    assert status(store, first.receipt).state == "withdrawn"
    check_audit(store)


def test_a_rejection_tells_its_public_reason(store: Store) -> None:
    sent = send(store)
    with pytest.raises(NotAllowed, match="off_topic"):
        reject(store, ANNA, sent.question_id, 1, "because")
    version = reject(store, ANNA, sent.question_id, 1, "off_topic")
    assert status(store, sent.receipt).reason == "off_topic"
    reopen(store, ANNA, sent.question_id, version)
    assert status(store, sent.receipt).reason == ""


def test_a_speaker_answers_in_time(store: Store, clock: Clock, documents: Documents) -> None:
    save_programme(store, CHIEF, {"s1": "Panel 1"}, {"sp1": "Speaker of panel 1"})
    sent = send(store, session="s1")
    with pytest.raises(InvalidSubmission):
        forward(store, ANNA, sent.question_id, 1, "sp1", clock())
    due = clock() + timedelta(days=1)
    version = forward(store, ANNA, sent.question_id, 1, "sp1", due)
    assert show(store, ANNA, sent.question_id).due_at == due
    version = recall(store, ANNA, sent.question_id, version)
    version = forward(store, ANNA, sent.question_id, version, "sp1", due)
    answer_id = record_spoken(store, ANNA, sent.question_id, version, "В прошлом году.", "ru")
    assert show(store, ANNA, sent.question_id).due_at is None
    version = claim(store, ANNA, answer_id, 1)
    with pytest.raises(Unsupported):
        approve(store, ANNA, answer_id, version, documents)
    version = approve(store, ANNA, answer_id, version, documents, "spoken on the panel")
    publish(store, ANNA, answer_id, version, documents)
    assert status(store, sent.receipt).answers[0].text == "В прошлом году."
    check_audit(store)


def test_many_at_once_each_for_itself(store: Store) -> None:
    sent = [send(store, f"Сколько докладов в {year} году?") for year in (2007, 2008, 2009)]
    accept(store, BJORN, sent[1].question_id, 1)
    chosen = [(each.question_id, 1) for each in sent]
    done = in_bulk(lambda q, v: reject(store, ANNA, q, v, "off_topic"), chosen)
    assert [bool(each.reason) for each in done] == [False, True, False]
    assert counts(store)["rejected"] == 2


def test_questions_are_found_by_words_and_filters(store: Store) -> None:
    save_programme(store, CHIEF, {"s1": "Panel 1"}, {})
    send(store, "Ещё один вопрос о ФОНДЕ, 100% важный?", session="s1")
    send(store, "Wer erhält Geld aus dem Fonds für Opfer?")
    found = list_questions(store, ANNA, Filter(search="еще фонд 100%"))
    assert [each.session for each in found] == ["s1"]
    assert [q.language for q in list_questions(store, ANNA, Filter(language="de"))] == ["de"]
    assert list_questions(store, ANNA, Filter(search="%")) == found
    assert list_questions(store, ANNA, Filter(session="s1", search="ERHÄLT")) == []
    assert len(list_questions(store, ANNA, limit=1, offset=1)) == 1
    with pytest.raises(NotAllowed):
        list_questions(store, GUARD)


def test_what_was_held_is_let_in_by_a_person(store: Store) -> None:
    sent = send(store, "shut up you useless idiot bot")
    release(store, ANNA, sent.question_id, 1)
    assert status(store, sent.receipt).state == "triage"


def test_everybody_sees_what_was_taken_up_and_nothing_else(store: Store) -> None:
    waiting, taken = send(store), send(store, "Сколько докладов?", name="Ольга")
    accept(store, ANNA, taken.question_id, 1)
    (shown,) = public_questions(store)
    assert shown.question_id == taken.question_id
    assert not hasattr(shown, "name")
    assert public_questions(store, Filter(states=["triage"])) == []
    with pytest.raises(NotAllowed, match="no votes"):
        vote(store, waiting.question_id, "visitor")


def test_a_merged_question_takes_votes_where_the_leading_one_does(store: Store) -> None:
    leading, merged = send(store), send(store, "Quand le fonds a-t-il été créé ?")
    accept(store, ANNA, merged.question_id, 1)
    merge(store, ANNA, merged.question_id, 2, leading.question_id)
    with pytest.raises(NotAllowed, match="triage: no votes"):
        vote(store, merged.question_id, "visitor")
    accept(store, ANNA, leading.question_id, 1)
    assert vote(store, merged.question_id, "visitor")
    assert question_of(store, leading.question_id).n_votes == 1


def test_a_wrong_receipt_opens_nothing(store: Store) -> None:
    sent = send(store)
    for receipt in ("", "x" * 32, sent.receipt[:-1], sent.question_id):
        with pytest.raises(NotFound):
            status(store, receipt)
        with pytest.raises(NotFound):
            withdraw(store, receipt)


def test_receipts_are_not_alike(store: Store) -> None:
    receipts = {send(store, f"Вопрос номер {n} о фонде?").receipt for n in range(20)}
    assert len(receipts) == 20
    assert all(len(receipt.replace("-", "")) == 32 for receipt in receipts)  # of 5 bits: 160


def test_a_note_stays_without_personal_data(store: Store) -> None:
    sent = send(store)
    note(store, ANNA, sent.question_id, "перезвонить: +7 912 345-67-89")
    assert show(store, ANNA, sent.question_id).remarks[0].text == "перезвонить: [phone]"


def test_a_deleted_question_leaves_no_words(
    tmp_path: Path, small_assistant: Assistant, documents: Documents
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'questions.db'}")
    sent = send(store, "Когда был создан фонд Хризантема?", name="Жозефина")
    accept(store, ANNA, sent.question_id, 1)
    answer_id = draft(store, ANNA, sent.question_id, 2, small_assistant)
    version = claim(store, ANNA, answer_id, 1)
    add_claim(store, ANNA, answer_id, version, "Сказано о Хризантеме.", [], documents)
    note(store, ANNA, sent.question_id, "про Хризантему спросить позже")
    withdraw(store, sent.receipt)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in ("Хризантем", "хризантем", "Жозефин"):
        assert word.encode() not in stored
    assert counts(store)["withdrawn"] == 1
    with pytest.raises(NotAllowed):
        withdraw(store, sent.receipt)
    check_audit(store)
    store.close()


def test_an_asker_who_deletes_waits_for_no_reader(store: Store) -> None:
    sent = send(store)
    with store.read() as session:
        counted = text("SELECT count(*) FROM questions WHERE state = 'triage'")
        assert session.execute(counted).scalar() == 1
        began = time.perf_counter()
        withdraw(store, sent.receipt)
        assert time.perf_counter() - began < 10
        assert session.execute(counted).scalar() == 1
    assert status(store, sent.receipt).state == "withdrawn"


def test_what_is_old_is_purged_and_the_log_stays_whole(
    store: Store, clock: Clock, small_assistant: Assistant, documents: Documents
) -> None:
    old = send(store)
    accept(store, ANNA, old.question_id, 1)
    published(store, documents, draft(store, ANNA, old.question_id, 2, small_assistant))
    send(store, "помогите, меня заперли и забрали паспорт")
    clock.turn(days=300)
    young = send(store, "Сколько докладов?")
    clock.turn(days=100)
    with pytest.raises(NotAllowed):
        purge(store, ANNA, timedelta(days=365))
    purged = purge(store, CHIEF, timedelta(days=365))
    assert (purged.n_questions, purged.n_messages) == (1, 1)
    assert counts(store) | {} == {**counts(store), "purged": 1, "triage": 1}
    assert question_of(store, young.question_id).text == "Сколько докладов?"
    assert question_of(store, old.question_id).text == ""
    assert read_inbox(store, GUARD, with_closed=True) == []
    with pytest.raises(NotFound):
        status(store, old.receipt)
    assert purge(store, SYSTEM, timedelta(days=365)).n_questions == 0
    check_audit(store)


def test_a_deleted_post_is_not_imported_again(store: Store, clock: Clock) -> None:
    row = (Submission(QUESTION, key="mastodon:7"), screen(QUESTION))
    (question_id,) = take_in(store, ANNA, [row])
    clock.turn(days=400)
    purge(store, SYSTEM, timedelta(days=365))
    assert take_in(store, ANNA, [row]) == []
    assert question_of(store, question_id).state == "purged"


def test_the_log_holds_no_words_of_people(
    store: Store, small_assistant: Assistant, documents: Documents, drafted: str
) -> None:
    question_id = answer_of(store, drafted).question_id
    note(store, ANNA, question_id, "особая заметка")
    version = claim(store, ANNA, drafted, 1)
    request_changes(store, ANNA, drafted, version, "особая просьба")
    with store.read() as session:
        rows = str(session.connection().exec_driver_sql("SELECT * FROM audit").all())
    assert "note" in rows
    assert "особая" not in rows
    assert "фонд" not in rows


def test_the_assistants_refusal_can_be_published_as_one(
    store: Store, small_assistant: Assistant, documents: Documents
) -> None:
    sent = submit(store, GATE, Submission("Какая погода будет завтра в Вене на конференции?"))
    accept(store, ANNA, sent.question_id, 1)
    answer_id = draft(store, ANNA, sent.question_id, 2, small_assistant)
    assert answer_of(store, answer_id).said == ()
    version = claim(store, ANNA, answer_id, 1)
    version = approve(store, ANNA, answer_id, version, documents, "the documents do not say")
    publish(store, ANNA, answer_id, version, documents)
    assert status(store, sent.receipt).answers[0].text == answer_of(store, answer_id).notice


def test_what_is_answered_already_is_offered_with_the_receipt(
    store: Store, documents: Documents, drafted: str
) -> None:
    merged = send(store, "Wann wurde der Hilfsfonds für die Opfer eingerichtet?")
    published(store, documents, drafted)
    answered = answer_of(store, drafted).question_id
    merge(store, ANNA, merged.question_id, 1, answered)
    send(store, "Сколько стоит участие в конференции?")
    offers = Offers(store, load_encoder())

    def offered(text: str) -> tuple[Offer, ...]:
        sent = submit(store, GATE, Submission(text), offers=offers)
        assert sent.receipt
        return sent.offers

    for again in (QUESTION, "Wann wurde der Hilfsfonds für Opfer eingerichtet?"):
        (offer,) = offered(again)
        assert (offer.question_id, offer.text) == (answered, QUESTION)
        assert offer.answers[0].text == answer_of(store, drafted).text
    assert offered("Сколько стоит участие в конференции?") == ()
    version = answer_of(store, drafted).version
    retract(store, ANNA, drafted, version, "устарело")
    assert offered(QUESTION) == ()


def test_a_text_with_a_nul_is_kept_and_found_on_both_engines(store: Store) -> None:
    send(store, "Когда был создан\x00 фонд?", name="Ан\x00на")
    (question,) = list_questions(store, ANNA, Filter(search="создан\x00"))
    assert "\x00" not in question.text + question.name
    note(store, ANNA, question.id, "Слово\x00 коллегам")
