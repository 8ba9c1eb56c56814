"""Where everything is kept: tables, the engine's recipe, queries and migrations."""
