"""From text to columns: a stream of text is cut, encoded and merged, block by block."""
