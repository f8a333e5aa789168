"""Numbers, moments and durations: their arithmetic, functions and casts."""
