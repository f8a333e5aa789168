"""What all tests share.

Property-based tests try the same examples at every run, so that a verdict on a change is about the change. To look for
more, by chance: ``pytest --hypothesis-profile=explore``.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", derandomize=False, deadline=None)
settings.load_profile("same")
