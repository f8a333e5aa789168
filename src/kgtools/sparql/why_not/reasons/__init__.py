"""The reasons of an empty answer, a kind a module."""
