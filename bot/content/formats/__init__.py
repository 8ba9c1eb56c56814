"""Question banks in the formats that trainers have: read into ours, and written from it."""
