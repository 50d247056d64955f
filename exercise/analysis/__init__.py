"""What the rules imply, over every plan."""
