"""The process in which files of foreign formats are read: one request and one reply per line.

A request is {"path", "name", "format"}, a reply {"text", "is_marked", "warnings"} or {"error"}.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from rag.documents.readers.limits import limit_cpu, limit_memory, too_much
from rag.errors import UnreadableFile

if TYPE_CHECKING:
    from rag.documents.readers.converted import Converted


def main() -> None:
    """Answer requests until the input ends."""
    limit_memory()
    replies = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # whatever a library prints is no reply
    for line in sys.stdin:
        request = json.loads(line)
        limit_cpu()
        replies.write(
            json.dumps(_reply(Path(request["path"]), request["format"], request["name"])) + "\n"
        )
        replies.flush()


def _reply(path: Path, kind: str, name: str) -> dict[str, object]:
    try:
        converted = _convert(path.read_bytes(), kind, name)
        return {
            "text": converted.text.encode("utf-8", "replace").decode(),
            "is_marked": converted.is_marked,
            "warnings": list(converted.warnings),
        }
    except UnreadableFile as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": too_much(name)}
    except Exception as error:  # whatever a reader trips over, the file is at fault
        what = f"{type(error).__name__}: {error}".splitlines()[0][:120]
        return {"error": f"{name} is damaged ({what}): get a whole copy, or save it anew."}


def _convert(data: bytes, kind: str, name: str) -> "Converted":
    if kind == "pdf":
        from rag.documents.readers.pdf import read_pdf

        return read_pdf(data, name)
    if kind == "zip":
        from rag.documents.readers.docx import read_docx
        from rag.documents.readers.odt import read_odt
        from rag.documents.readers.packages import Package

        package = Package(data, name)
        return read_docx(package) if package.kind() == "docx" else read_odt(package)
    if kind == "xml":
        from rag.documents.readers.xml import read_xml

        return read_xml(data, name)
    if kind == "mhtml":
        from rag.documents.readers.mhtml import read_mhtml

        return read_mhtml(data, name)
    from rag.documents.readers.html import read_html

    return read_html(data)


if __name__ == "__main__":
    with suppress(BrokenPipeError, KeyboardInterrupt):
        main()
