"""The package that is handed over: a bag anyone can open, check and read without us."""
