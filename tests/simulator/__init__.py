"""The simulator, driven as bots, people and the chat page drive it."""
