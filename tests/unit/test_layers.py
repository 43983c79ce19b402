"""The arrows of the architecture: lower packages never import higher ones."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What each package may import of ours.
ALLOWED = {
    "prompts": {"prompts"},
    "embeddings": {"embeddings"},
    "rag": {"rag", "prompts", "embeddings"},
    "questions": {"questions", "rag", "prompts", "embeddings"},
    "eval": {"eval", "questions", "rag", "prompts", "embeddings"},
    "ui": {"ui", "eval", "questions", "rag", "prompts", "embeddings"},
}
FILES = [path for package in ALLOWED for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_arrows_never_point_back(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    imported = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.split(".")[0])
    assert imported & ALLOWED.keys() <= ALLOWED[package]


@pytest.mark.parametrize(
    "module",
    [
        *("rag", "rag.assistant", "rag.build", "embeddings.encoder", "questions.gate"),
        *("questions.intake", "questions.similar", "questions.export", "questions.pack"),
        *("questions.store", "questions.desk.review", "questions.backup"),
        *("ui.cli", "ui.service"),
    ],
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    heavy = (
        *("torch", "gradio", "sentence_transformers", "transformers", "playwright"),
        *("openpyxl", "docx", "pymilvus", "milvus_lite", "grpc"),
    )
    code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
