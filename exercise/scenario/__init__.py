"""What an author writes: a folder of files, read into one frozen Scenario or refused with every fault at once."""
