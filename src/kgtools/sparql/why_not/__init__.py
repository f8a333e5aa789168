"""Why an answer is empty: the first part of a query that leaves nothing, in words.

The parts of the query are evaluated by themselves over the same data, from the outside in; so what is told is what was
found, and nothing is guessed but which name was meant.

>>> from kgtools.store import MemoryStore
>>> store = MemoryStore()
>>> store.load_bytes(b"@prefix e: <http://e/> . e:ada e:knows e:bob .", format="turtle")
>>> text = "PREFIX e: <http://e/> SELECT ?who { ?who e:konws e:bob }"
>>> for remark in why_not(text, store.data()):
...     print(remark)
line 1, column 42: e:konws occurs nowhere in the data; did you mean e:knows?
"""

from kgtools.sparql.why_not.forms import why_error, why_not
from kgtools.sparql.why_not.remark import Remark

__all__ = ["Remark", "why_error", "why_not"]
