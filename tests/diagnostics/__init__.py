"""The log: no token gets into it, whichever way it comes."""
