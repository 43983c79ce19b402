"""The encoder's tokens: whole words first, then the pieces that any other word is made of."""

from collections import Counter
from collections.abc import Iterable, Mapping

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
LONGEST_WORD = 60
# The trainer of pieces sees each word so often, that the frequent ones do not take all pieces.
MOST_REPEATS = 200
REPEAT_EVERY = 20


def normaliser() -> normalizers.Normalizer:
    """Return what is done to a text before it is cut: NFKC, lower case, ё as е, ß as ss."""
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace("ё", "е"),
            normalizers.Replace("ß", "ss"),
            normalizers.Replace("\u00ad", ""),
        ]
    )


def cutter() -> pre_tokenizers.PreTokenizer:
    """Return what cuts a text into words; punctuation says nothing and is left out."""
    return pre_tokenizers.Split(Regex(r"[^\p{L}\p{M}\p{N}]+"), "removed")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Return how often each word stands in the texts, as the tokenizer sees words."""
    normalise, cut = normaliser().normalize_str, cutter().pre_tokenize_str
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word, _ in cut(normalise(text)))
    return counts


def make_tokenizer(words: Iterable[str], counts: Mapping[str, int], n_pieces: int) -> Tokenizer:
    """Return a WordPiece tokenizer with the words whole, and pieces learned from the counts."""
    pieces = _pieces(counts, n_pieces)
    characters = sorted({character for word in counts for character in word})
    vocabulary = dict.fromkeys(
        [UNKNOWN, *pieces, *characters, *(f"##{c}" for c in characters), *words]
    )
    tokenizer = Tokenizer(
        models.WordPiece(
            vocab={token: row for row, token in enumerate(vocabulary)},
            unk_token=UNKNOWN,
            max_input_chars_per_word=LONGEST_WORD,
        )
    )
    tokenizer.normalizer = normaliser()
    tokenizer.pre_tokenizer = cutter()
    return tokenizer


def _pieces(counts: Mapping[str, int], n_pieces: int) -> list[str]:
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    repeated = (
        " ".join([word] * min(MOST_REPEATS, max(1, count // REPEAT_EVERY)))
        for word, count in sorted(counts.items())
    )
    trainer = trainers.WordPieceTrainer(
        vocab_size=n_pieces, special_tokens=[UNKNOWN], show_progress=False
    )
    tokenizer.train_from_iterator(repeated, trainer)
    found = tokenizer.get_vocab()
    return sorted(found, key=lambda token: found[token])
