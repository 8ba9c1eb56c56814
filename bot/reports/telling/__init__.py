"""What a learning record store is told, made of the evidence."""
