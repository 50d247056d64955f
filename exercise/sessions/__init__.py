"""Who plays, and the record kept: a service over one store; SQLite and PostgreSQL through the same code."""
