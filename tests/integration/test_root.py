import os
import subprocess
import sys
from pathlib import Path

CODE = """
from langsmith.utils import tracing_is_enabled
from ui.root import open_assistant
from ui.settings import read_settings
import os
assistant = open_assistant(read_settings(os.environ))
assistant.ask("Когда основан Альянс?")
print(tracing_is_enabled())
"""


def test_no_question_is_traced_to_langchains_maker(home: Path) -> None:
    environment = os.environ | {"ASKALLIANCE_HOME": str(home), "LANGSMITH_TRACING": "true"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
