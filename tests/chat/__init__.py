"""The conversation's parts: text, buttons, the inbox worker and the poll loop."""
