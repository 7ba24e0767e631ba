"""OAI-PMH 2.0: libraries harvest what is public, and learn what no longer is."""
