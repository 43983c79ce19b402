"""How much one file may take to read.

Memory and processor time are limits of the operating system on the reading process. macOS has
no effective limit on memory; there the time limits alone hold.
"""

import resource
from contextlib import suppress

MEMORY_MB = 1_024
CPU_S = 60
WALL_S = 90
MAX_FILE_MB = 200
MAX_CHARS = 10_000_000


def limit_memory() -> None:
    """Limit the address space of this process."""
    size = MEMORY_MB << 20
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_cpu() -> None:
    """Give this process CPU_S seconds of processor time from now on."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + CPU_S
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def too_much(name: str) -> str:
    """Return the reason for leaving out a file that needs too much memory."""
    return f"{name} takes more than {MEMORY_MB} MB of memory to read: split it."


def too_long(name: str) -> str:
    """Return the reason for leaving out a file that takes too long."""
    return f"{name} takes more than {CPU_S} s to read: split it."
