"""Tests of the benches: figures are worth no more than what measures them."""
