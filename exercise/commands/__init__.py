"""What the commands do, with output a person likes to read or one JSON document."""
