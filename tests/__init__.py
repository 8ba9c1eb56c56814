"""Tests, in the same tree as the code they test, and whole dialogues in `e2e`."""
