"""The use cases on a real database, with a small catalogue, a set clock and fixed dice."""
