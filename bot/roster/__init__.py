"""The fitting room of rosters: a file becomes sound rows, or a list of what is wrong with it."""
