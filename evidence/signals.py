"""Upward news. They carry ids; whoever hears asks the door."""

from django.dispatch import Signal

# text_id, by: a layer of an item exists, with its segments. Sent within its transaction, since work is
# asked for on it; the other is sent once its transaction is in.
text_ready = Signal()
# subject: items of this witness were hidden or shown again.
items_hidden = Signal()
