"""The receipt of a file: signed, kept by who sent it, checked here or anywhere (docs/decisions/receipts.md)."""
