"""ONNX files of a model folder: which one this machine runs best, and the model that runs it."""

import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embeddings.errors import EncoderUnavailable

if TYPE_CHECKING:
    from torch import nn

# Eight-bit files as exporters name them, with what the processor must offer; the best first.
QUANTISED = (
    ("model_qint8_avx512_vnni", "avx512_vnni"),
    ("model_qint8_avx512", "avx512f"),
    ("model_quint8_avx2", "avx2"),
    ("model_qint8_arm64", "arm64"),
    ("model_quantized", ""),
    ("model_int8", ""),
)
WEIGHTS = ("*.safetensors", "pytorch_model*.bin")
# What may follow the transformer; anything else would be code of the model's own.
FOLLOWING = ("Pooling", "Dense", "Normalize")


def onnx_file(folder: Path, processor: frozenset[str]) -> Path | None:
    """Return the ONNX file of a model folder to run, None where PyTorch is to run its weights.

    An eight-bit file that suits the processor, else `model.onnx` where there are no weights.
    """
    files = {path.stem: path for path in (*folder.glob("*.onnx"), *folder.glob("onnx/*.onnx"))}
    for stem, needed in QUANTISED:
        if stem in files and (not needed or needed in processor):
            return files[stem]
    has_weights = any(any(folder.glob(pattern)) for pattern in WEIGHTS)
    return None if has_weights else files.get("model")


def processor_features() -> frozenset[str]:
    """Return what this machine's processor offers, of what QUANTISED asks for; Linux and macOS."""
    if platform.machine().lower() in ("arm64", "aarch64"):
        return frozenset({"arm64"})
    try:
        return frozenset(Path("/proc/cpuinfo").read_text("utf-8").split())
    except OSError:
        return frozenset()


def load_onnx_modules(folder: Path, file: Path) -> "list[nn.Module]":
    """Return a model folder's modules, the transformer run by ONNX Runtime.

    Raises EncoderUnavailable where ONNX Runtime is not installed, and for a model in which
    something else than pooling, dense layers and normalisation follows the transformer.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise EncoderUnavailable(
            f"Encoder {folder} runs {file.relative_to(folder)}, which needs ONNX Runtime: "
            '`pip install "askalliance[onnx]"`, or remove the file to run PyTorch weights.'
        ) from error
    from sentence_transformers.sentence_transformer import modules
    from transformers import AutoTokenizer

    following = json.loads((folder / "modules.json").read_text("utf-8"))[1:]
    unknown = [part["type"] for part in following if part["type"].split(".")[-1] not in FOLLOWING]
    if unknown:
        raise EncoderUnavailable(
            f"Encoder {folder} has a part that ONNX cannot be run with ({unknown[0]}): "
            f"remove {file.relative_to(folder)} to run PyTorch weights."
        )
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    return [
        _transformer(session, tokenizer, _max_tokens(folder)),
        *(
            getattr(modules, part["type"].split(".")[-1]).load(
                str(folder), subfolder=part["path"], local_files_only=True
            )
            for part in following
        ),
    ]


def _max_tokens(folder: Path) -> int | None:
    settings = folder / "sentence_bert_config.json"
    found = json.loads(settings.read_text("utf-8")) if settings.is_file() else {}
    tokens: int | None = found.get("max_seq_length")
    return tokens


def _transformer(session: Any, tokenizer: Any, max_tokens: int | None) -> "nn.Module":
    import torch
    from sentence_transformers.base.modules import InputModule

    wanted = {given.name for given in session.get_inputs()}
    output = next((out.name for out in session.get_outputs() if len(out.shape) == 3), None)
    if output is None:
        raise ValueError("the ONNX file gives no vectors of tokens")

    class OnnxTransformer(InputModule):
        """Texts to vectors of their tokens."""

        def preprocess(
            self, inputs: Sequence[Any], prompt: str | None = None, **_: Any
        ) -> dict[str, Any]:
            texts = [(prompt or "") + text for text in inputs]
            return dict(
                tokenizer(
                    texts, padding=True, truncation=True, max_length=max_tokens, return_tensors="pt"
                )
            )

        def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
            given = {name: value.numpy() for name, value in features.items() if name in wanted}
            if "token_type_ids" in wanted - given.keys():
                given["token_type_ids"] = torch.zeros_like(features["input_ids"]).numpy()
            (vectors,) = session.run([output], given)
            return {**features, "token_embeddings": torch.from_numpy(vectors)}

        def save(self, output_path: str, *_: Any, **__: Any) -> None:
            raise NotImplementedError("a model that is run is not saved")

    module: nn.Module = OnnxTransformer()  # type: ignore[no-untyped-call]
    return module
