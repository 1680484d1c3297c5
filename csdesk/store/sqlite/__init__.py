"""What only SQLite can do: pragmas, full-text index, upsert, change counter."""
