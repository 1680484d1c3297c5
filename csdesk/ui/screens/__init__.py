"""One file, and one style sheet, per screen."""
