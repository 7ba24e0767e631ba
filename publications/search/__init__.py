"""One search over publications and names, the same on both databases."""
