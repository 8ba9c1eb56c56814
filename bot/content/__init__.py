"""Reads what trainers write and reports every problem with its place."""
