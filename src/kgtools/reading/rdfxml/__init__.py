"""RDF/XML, read to the letter of RDF 1.1 XML Syntax and, where a document says so, of RDF 1.2 XML Syntax."""

from kgtools.reading.rdfxml.document import xml_encoding
from kgtools.reading.rdfxml.parser import RdfXmlParser

__all__ = ["RdfXmlParser", "xml_encoding"]
