"""What HR reads: computed from the record, the same numbers wherever they are shown."""
