"""The domain: pure values and rules of learning, with no clock, dice or I/O of their own."""
