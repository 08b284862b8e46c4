"""Upward news, sent once the transaction is in. They carry ids; whoever hears asks the door."""

from django.dispatch import Signal

# text_id: a layer of an item exists, with its segments.
text_ready = Signal()
# subject: items of this witness were hidden or shown again.
items_hidden = Signal()
