"""Whether two states of the code give everybody the same: record the demonstration of each, then compare."""
