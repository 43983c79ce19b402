"""Model folders that tests make: random weights, a few words, sixteen dimensions."""

from collections.abc import Sequence
from pathlib import Path

import torch
from sentence_transformers import CrossEncoder, SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertModel,
    BertTokenizer,
    PreTrainedModel,
)

TEXT = (
    "[PAD] [UNK] [CLS] [SEP] query : passage search _ document торговля людьми конференция "
    "альянса wo findet die konferenz statt est le ? what is trafficking"
)
WORDS = TEXT.split()
DIM = 16


def save_transformer(folder: Path) -> Path:
    """Save a tiny BERT and its tokenizer, with nothing that says how it pools."""
    torch.manual_seed(1)
    return _save(folder, BertModel(_config()))


def save_encoder(folder: Path, pooling: str, prompts: dict[str, str] | None = None) -> Path:
    """Save a tiny BERT with pooling, normalisation and prompts, as sentence-transformers does."""
    plain = save_transformer(folder.with_name(f"{folder.name}-plain"))
    transformer = Transformer(str(plain))
    modules = [transformer, Pooling(DIM, pooling), Normalize()]
    SentenceTransformer(modules=modules, device="cpu", prompts=prompts).save(str(folder))
    return folder


def save_cross_encoder(folder: Path, labels: Sequence[str] = ("score",)) -> Path:
    """Save a tiny BERT that gives a score for a query and a passage, or one for each label."""
    config = _config()
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: n for n, label in enumerate(labels)}
    torch.manual_seed(1)
    plain = _save(folder.with_name(f"{folder.name}-plain"), BertForSequenceClassification(config))
    CrossEncoder(str(plain), device="cpu").save_pretrained(str(folder))
    return folder


def save_word_vectors(file: Path) -> None:
    """Save an ONNX file that gives each token the same vector wherever it stands."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    table = torch.randn((len(WORDS), DIM), generator=torch.Generator().manual_seed(1)).numpy()
    tokens = ["batch", "length"]
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["last_hidden_state"])],
        "word_vectors",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, tokens)],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*tokens, DIM])],
        [numpy_helper.from_array(table, "table")],
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, str(file))


def _config() -> BertConfig:
    return BertConfig(
        vocab_size=len(WORDS),
        hidden_size=DIM,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=DIM,
        max_position_embeddings=64,
    )


def _save(folder: Path, model: PreTrainedModel) -> Path:
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS), "utf-8")
    model.save_pretrained(folder)
    tokenizer = BertTokenizer(str(folder / "vocab.txt"), model_max_length=64)
    tokenizer.save_pretrained(folder)
    return folder
