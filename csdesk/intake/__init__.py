"""From an export file to orders: profiles, rows, rejects, batches, watching."""
