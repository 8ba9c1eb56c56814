"""What each button carries, a file a subject: typed, and never anything that decides a mark."""
