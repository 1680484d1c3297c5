"""One class per job: the only door for people's work."""
