"""JSON-LD 1.1: its processing algorithms (JSON-LD 1.1 Processing Algorithms and API), with places."""

from kgtools.reading.jsonld.contexts import Contexts
from kgtools.reading.jsonld.parser import JsonLdParser

__all__ = ["Contexts", "JsonLdParser"]
