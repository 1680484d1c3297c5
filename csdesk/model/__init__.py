"""Frozen questions, answers, drafts and errors: all that passes between the rooms."""
