"""Tests of what must hold whatever comes: odd updates, restarts, edits, repeated deliveries."""
