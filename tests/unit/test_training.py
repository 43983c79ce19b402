"""The parts of the encoder's training, on data of a few lines."""

import json
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from embeddings.errors import UserError
from embeddings.training.data import Row, read_headings, read_rows
from embeddings.training.export import quantise, write_model
from embeddings.training.share import share_rows
from embeddings.training.start import NewsVectors, make_start
from embeddings.training.subwords import in_latin, shared_forms, shared_runs
from embeddings.training.texts import Pairs, english_sides, read_texts
from embeddings.training.train import Headings, Plan, project, train
from embeddings.training.vocabulary import count_words, make_tokenizer

MEANINGS = {
    "children": {"ru": "дети", "en": "children", "de": "Kinder", "it": "bambini"},
    "money": {"ru": "деньги", "en": "money", "de": "Geld", "it": "denaro", "es": "dinero"},
    "court": {"ru": "суд", "en": "court", "fr": "tribunal", "it": "tribunale", "es": "tribunal"},
    "work": {"ru": "работа", "en": "work", "de": "Arbeit", "fr": "travail", "es": "trabajo"},
    "border": {"ru": "граница", "en": "border", "de": "Grenze", "fr": "frontière"},
    "victim": {"ru": "жертва", "en": "victim", "de": "Opfer", "fr": "victime", "it": "vittima"},
    "law": {"ru": "закон", "en": "law", "de": "Gesetz", "fr": "loi", "es": "ley"},
    "police": {"ru": "полиция", "en": "police", "de": "Polizei", "it": "polizia"},
}
ROWS = [Row("wikititles", texts) for texts in MEANINGS.values()]


def test_rows_of_tables_and_of_files_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "pairs.tsv").write_text(
        "ru\ten\tde\nФайл :ref:`имя <x>`\tThe ``file``\t\n\tOnly English\tNur Deutsch\n", "utf-8"
    )
    (tmp_path / "un").mkdir()
    (tmp_path / "un" / "un.ru").write_text("Мир.\nВойна.\n", "utf-8")
    (tmp_path / "un" / "un.en").write_text("Peace.\nWar.\n", "utf-8")
    rows = list(read_rows(tmp_path, left_out=frozenset({"Война."})))
    assert [row.texts for row in rows] == [
        {"ru": "Файл имя", "en": "The file"},
        {"en": "Only English", "de": "Nur Deutsch"},
        {"ru": "Мир.", "en": "Peace."},
    ]


def test_a_folder_without_rows_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no parallel text"):
        list(read_rows(tmp_path))


def test_headings_are_optional(tmp_path: Path) -> None:
    assert read_headings(tmp_path) == []
    (tmp_path / "ru-codes-title").mkdir()
    row = {"query": "Понятие суда", "text": "Суд есть суд."}
    (tmp_path / "ru-codes-title" / "pairs.jsonl").write_text(json.dumps(row), "utf-8")
    assert read_headings(tmp_path) == [("Понятие суда", "Суд есть суд.")]


def test_words_are_counted_as_the_tokenizer_sees_them() -> None:
    assert count_words(["Ёлка, ёлка! Straße 76/186", "L’État"]) == {
        "елка": 2, "strasse": 1, "76": 1, "186": 1, "l": 1, "état": 1,
    }  # fmt: skip


def test_whole_words_are_tokens_and_others_are_pieces() -> None:
    counts = {"торговля": 50, "торговать": 30, "людьми": 40}
    tokenizer = make_tokenizer(["торговля"], counts, 60)
    assert tokenizer.encode("ТОРГОВЛЯ").tokens == ["торговля"]
    pieces = tokenizer.encode("людьмим").tokens
    assert len(pieces) > 1
    assert "".join(pieces).replace("##", "") == "людьмим"


def test_runs_are_shared_across_alphabets_and_accents() -> None:
    assert in_latin("объем") == "obem"
    assert in_latin("État") == "Etat"
    held = shared_runs(["протокол", "protocol", "protocollo", "##protocole", "стол"]).toarray()
    common = (held[:, None] * held[None]).sum(axis=2)
    assert common[0, 1] > 0
    assert common[1, 2] > common[1, 4] == 0


def test_forms_of_a_word_share_its_dictionary_form() -> None:
    tokens = ["жертвы", "жертвами", "victims", "victim", "häuser", "haus", "##жертв", "[UNK]"]
    held = shared_forms(tokens).toarray()
    common = (held[:, None] * held[None]).sum(axis=2)
    assert common[0, 1]
    assert common[2, 3]
    assert common[4, 5]
    assert not common[0, 2]
    assert not held[6:].any()


def test_pairs_are_two_languages_of_one_meaning() -> None:
    tokenizer = make_tokenizer([], count_words(_texts()), 200)
    texts = read_texts(ROWS, tokenizer)
    assert english_sides(ROWS) == sorted(MEANINGS)
    one, other = Pairs(texts, np.random.default_rng(0)).draw(200)
    assert (texts.meanings[one] == texts.meanings[other]).all()
    assert (texts.languages[one] != texts.languages[other]).all()
    assert 0.7 < (texts.languages[one] == 0).mean() < 1


def test_training_brings_translations_together() -> None:
    tokenizer = make_tokenizer(list(count_words(_texts())), count_words(_texts()), 200)
    tokens = _tokens(tokenizer)
    learned = read_texts(ROWS, tokenizer)
    random = np.random.default_rng(0)
    taught = project(np.eye(len(MEANINGS), 12, dtype=np.float32), 8, random)
    news = NewsVectors({"дети": np.ones(4, dtype=np.float32)}, {"дети": 5}, 4)
    start = make_start(tokens, learned, taught, news)
    plan = Plan(8, 200, pairs=16, headings=2, learning_rate=2e-2, dropout=0, own_dropout=0)
    headings = Headings([("Суд", "суд"), ("Дети", "дети дети")], tokenizer, random)
    said: list[tuple[str, int, int]] = []
    table = train(start, learned, taught, headings, plan, random, lambda *each: said.append(each))
    assert said[-1] == ("training", 200, 200)
    units = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    vector = dict(zip(tokens, units, strict=True))
    russian = [texts["ru"] for texts in MEANINGS.values()]
    for texts in MEANINGS.values():
        for word in texts.values():
            nearest = max(russian, key=lambda other: float(vector[other] @ vector[word.lower()]))
            assert nearest == texts["ru"], word


def test_forms_share_a_row_where_that_harms_least() -> None:
    tokens = ["жертва", "жертвы", "жертвой", "жеребец", "суд"]
    table = np.array([[1, 0], [2, 0.1], [1, 0.2], [0, 1], [0, 1]], dtype=np.float32)
    counts = np.array([90, 50, 5, 9, 99], dtype=np.float32)
    shared = share_rows(tokens, table, counts, 3)
    assert len(shared.vectors) == 3
    assert len(set(shared.rows[:3].tolist())) == 1
    assert len(set(shared.rows.tolist())) == 3
    made = shared.vectors[shared.rows] * shared.scales[:, None]
    assert np.abs(made - table).max() < 0.2
    assert len(share_rows(tokens, table, counts, 5).vectors) == 5


def test_the_written_model_opens_and_gives_the_vectors(tmp_path: Path) -> None:
    words = list(count_words(_texts()))
    tokenizer = make_tokenizer(words, count_words(_texts()), 200)
    size = tokenizer.get_vocab_size()
    table = np.random.default_rng(0).standard_normal((size, 16)).astype(np.float32)
    shared = share_rows(_tokens(tokenizer), table, np.ones(size, np.float32), size)
    write_model(tmp_path / "model", shared, tokenizer)
    model = SentenceTransformer(str(tmp_path / "model"), device="cpu", local_files_only=True)
    rows = tokenizer.encode("дети работа").ids
    expected = table[rows].sum(axis=0)
    found = model.encode("Дети, работа!", convert_to_numpy=True)
    assert found @ expected / np.linalg.norm(expected) > 0.999
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)


def test_eight_bits_keep_a_vector_to_half_a_step() -> None:
    table = np.array([[1.27, -0.634, 0.0], [0, 0, 0]], dtype=np.float32)
    codes, steps = quantise(table)
    assert codes.tolist() == [[127, -63, 0], [0, 0, 0]]
    assert np.abs(codes * steps[:, None] - table).max() <= steps.max() / 2


def _texts() -> list[str]:
    return [text for row in ROWS for text in row.texts.values()]


def _tokens(tokenizer: Tokenizer) -> list[str]:
    by_row = sorted(tokenizer.get_vocab().items(), key=lambda each: each[1])
    return [token for token, _ in by_row]
