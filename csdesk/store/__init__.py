"""Tables, engine, migrations, search index and event log: the only room that speaks SQL."""
