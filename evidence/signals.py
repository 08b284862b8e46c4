"""Upward news. They carry ids; whoever hears asks the door."""

from django.dispatch import Signal

# text_id, by: a layer of an item exists, with its segments. Sent within its transaction, since work is
# asked for on it, as is the next; the last is sent once its transaction is in.
text_ready = Signal()
# text_id, by: which segments of the original a translation renders is known, or known otherwise.
text_aligned = Signal()
# subject: items of this witness were hidden or shown again.
items_hidden = Signal()
