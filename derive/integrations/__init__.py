"""What other programs load of derive: a plugin for pytest."""
