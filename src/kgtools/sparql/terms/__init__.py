"""The terms of an evaluation: those of the data, and behind them those that a query makes; columns of their values."""
