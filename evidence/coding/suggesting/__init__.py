"""What machines propose in a text: pure rules, no models and no views. A person decides (design.md rule 7)."""
