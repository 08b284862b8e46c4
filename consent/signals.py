"""Upward news, sent within its transaction: whoever hears acts in it, and holds the witness already."""

from django.dispatch import Signal

# witness_id: something about this witness's consent changed; what was decided before is void.
consent_changed = Signal()
