"""The one gate from stored text to a terminal."""
