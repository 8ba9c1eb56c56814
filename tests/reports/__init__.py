"""What HR reads: the completion report and the CSV file made from it."""
