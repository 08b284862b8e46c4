"""The coding framework as people change it: versions, their codes, and the formats they travel in."""
