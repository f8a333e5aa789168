"""Rules (section 8 of the Note): read from the shapes graph, run over whole sets of focus nodes, and explained."""
