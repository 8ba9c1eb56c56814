"""The HTTP API for HR systems."""
