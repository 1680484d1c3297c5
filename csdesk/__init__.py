"""csdesk: a keyboard-first service desk for shop orders, in the terminal."""

__version__ = "0.1.0"
