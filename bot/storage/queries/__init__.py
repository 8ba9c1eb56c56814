"""Questions to the database, one file a subject; each takes the open session first."""
