"""The language of a text is one of six."""

import subprocess
import sys

import pytest

from rag.language import LANGUAGES, detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What does paragraph 13 say about regional organisations?", "en"),
        ("Que dit le paragraphe 13 sur les organisations régionales ?", "fr"),
        ("Was sagt Ziffer 13 über die regionalen Organisationen?", "de"),
        ("Che cosa dice il paragrafo 13 sulle organizzazioni regionali?", "it"),
        ("Что сказано в пункте 13 о региональных организациях?", "ru"),
        ("¿Qué dice el párrafo 13 sobre las organizaciones regionales?", "es"),
    ],
)
def test_each_language_is_recognised(text: str, language: str) -> None:
    assert detect(text) == language
    assert language in LANGUAGES


def test_text_without_letters_gives_the_default() -> None:
    assert detect("76/186?") == "ru"
    assert detect("", default="en") == "en"


def test_importing_the_readers_loads_no_model() -> None:
    script = (
        "import sys, rag.documents.corpus, rag.documents.passages, rag.language\n"
        "heavy = {'lingua', 'pymorphy3', 'torch', 'gradio'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0
