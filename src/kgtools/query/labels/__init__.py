"""Labels of entities, and entities by their labels."""
