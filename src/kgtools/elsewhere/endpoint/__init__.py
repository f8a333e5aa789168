"""A SPARQL endpoint: asked politely, within limits, and believed only where it has answered whole."""

from kgtools.elsewhere.endpoint.client import Endpoint
from kgtools.elsewhere.endpoint.options import EndpointOptions

__all__ = ["Endpoint", "EndpointOptions"]
