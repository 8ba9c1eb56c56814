"""Results told to a learning record store: statements of xAPI 1.0.3."""
