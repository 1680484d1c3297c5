"""A box that a team shares."""
