"""The W3C suites of SPARQL 1.0, 1.1 and 1.2, read in place and run on an engine.

:mod:`.manifest` reads what tests there are, :mod:`.answers` what they expect, :mod:`.isomorphism` says when two answers
are the same, :mod:`.engines` has those that can be asked, and :mod:`.run` gives the verdict on one test.
"""
