"""Upward news. They carry ids; whoever hears asks the door."""

from django.dispatch import Signal

# Each is sent within its transaction, so that what is asked for or done on the news is never lost.
# text_id, by: a layer of an item exists, with its segments.
text_ready = Signal()
# text_id, by: which segments of the original a translation renders is known, or known otherwise.
text_aligned = Signal()
# text_id, by: a person has checked a layer that a machine made.
text_checked = Signal()
# subject: items of this witness were hidden or shown again.
items_hidden = Signal()
