"""What happens on each command and button, one file a subject."""
