"""Inference in OWL 2 DL: HermiT and Pellet, in a process of their own."""
