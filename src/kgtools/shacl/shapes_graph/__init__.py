"""The shapes graph: its triples, paths, faults and remarks, and how errors name what is in it."""
