"""What is known about the processor before NumPy is imported, in the process of the command and in no other.

NumPy sorts with the instructions of AVX-512 where it finds them. Processors of AMD's Zen 4 have them, but write a part
of a register to memory by microcode (VPCOMPRESS, see https://www.uops.info): a million integers of 64 bits take 50 ms
there and 10 ms with AVX2. NumPy reads once, when it is imported, which instructions it is to leave alone
(https://numpy.org/doc/stable/reference/simd/build-options.html).
"""

from __future__ import annotations

import warnings
from collections.abc import MutableMapping

__all__ = ["avoid_slow_sorts"]

_SETTING = "NPY_DISABLE_CPU_FEATURES"
#: how NumPy names AVX-512 as Skylake has it: from 2.4 on, and before
_FEATURES = "X86_V4 AVX512_SKX"
#: where Linux describes the processors, and the bytes of it that describe the first one
_DESCRIPTION, _FIRST = "/proc/cpuinfo", 2048
#: AMD's family 25 is Zen 3 and Zen 4, of which the latter has AVX-512
_VENDOR, _FAMILY, _FLAG = "AuthenticAMD", "25", "avx512f"


def avoid_slow_sorts(environment: MutableMapping[str, str], description: str = _DESCRIPTION) -> None:
    """Have NumPy sort with AVX2 on processors on which AVX-512 is slower, where `environment` says nothing about it.

    `description` is a file like ``/proc/cpuinfo``; where there is none, nothing changes. To be called before NumPy is
    imported.

    >>> from tempfile import NamedTemporaryFile
    >>> environment = {}
    >>> with NamedTemporaryFile() as file:
    ...     _ = file.write(b"vendor_id\\t: AuthenticAMD\\ncpu family\\t: 25\\nflags\\t\\t: fpu avx2 avx512f\\n")
    ...     file.flush()
    ...     avoid_slow_sorts(environment, file.name)
    >>> environment
    {'NPY_DISABLE_CPU_FEATURES': 'X86_V4 AVX512_SKX'}
    """
    if _SETTING in environment:
        return
    try:
        with open(description, "rb", buffering=0) as stream:
            first = stream.read(_FIRST).decode("ascii", "replace")
    except OSError:
        return
    lines = (line.partition(":") for line in first.split("\n\n")[0].split("\n"))
    properties = {name.strip(): value.strip() for name, _, value in lines}
    if (properties.get("vendor_id"), properties.get("cpu family")) != (_VENDOR, _FAMILY):
        return
    if _FLAG not in properties.get("flags", "").split():
        return
    environment[_SETTING] = _FEATURES
    # each version of NumPy knows one of the two names, and warns of the other
    warnings.filterwarnings("ignore", "During parsing environment variable", ImportWarning)
