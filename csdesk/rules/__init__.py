"""The trade's own logic, with no input or output."""
