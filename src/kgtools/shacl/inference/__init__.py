"""Inference by rules (section 8 of the Note): rules run over whole sets of focus nodes, and explained."""
