"""Regular expressions of XPath and XML Schema, as the engines that match them read them: RE2 and Python's ``re``."""
