"""What HR and trainers read: from the record, the same numbers wherever they are shown."""
