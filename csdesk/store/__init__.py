"""Facts at rest: tables, engine, migrations, search index, event log."""
