"""Whole dialogues: the library talks HTTP to the simulator, people say, tap and see."""
