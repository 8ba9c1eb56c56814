"""The database file: its form, its promises, and what happens when it cannot be used."""
