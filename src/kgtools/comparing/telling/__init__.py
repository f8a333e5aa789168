"""A difference in words: names for things, lists as lists, things without a name by what they are."""
