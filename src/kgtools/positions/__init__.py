"""Where in a file a triple stands: line and column, found by a scanner that runs beside the parser."""

from kgtools.positions.lines import Position
from kgtools.positions.locate import PositionedQuad, Wanted, blank_node_order, locate, positions

__all__ = ["Position", "PositionedQuad", "Wanted", "blank_node_order", "locate", "positions"]
