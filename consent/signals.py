"""Upward news, sent once the transaction is in."""

from django.dispatch import Signal

# witness_id: something about this witness's consent changed; what was decided before is void.
consent_changed = Signal()
