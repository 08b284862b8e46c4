"""Which engine serves which language, what is missing, and reading anew with a newer one."""
