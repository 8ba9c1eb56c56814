"""The rules of learning: grading, drawing, progress, names and the catalogue's look-ups."""
