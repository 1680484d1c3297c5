"""The real program in a pseudo-terminal: what reaches the wire, and how it ends."""
