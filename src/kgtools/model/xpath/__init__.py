"""Regular expressions of XPath and XML Schema, in the words of the engines that match them: RE2, and Python's ``re``."""
