from evidence.models.collections import CaseSet, CaseSetItem, CaseSetSubject, Collection
from evidence.models.grants import (
    CaseSetGroupGrant,
    CaseSetPersonGrant,
    CollectionGroupGrant,
    CollectionPersonGrant,
    Denial,
    ItemGroupGrant,
    ItemPersonGrant,
)
from evidence.models.items import Item, ItemFile
from evidence.models.texts import Segment, SegmentSource, Text

__all__ = [
    "CaseSet",
    "CaseSetGroupGrant",
    "CaseSetItem",
    "CaseSetPersonGrant",
    "CaseSetSubject",
    "Collection",
    "CollectionGroupGrant",
    "CollectionPersonGrant",
    "Denial",
    "Item",
    "ItemFile",
    "ItemGroupGrant",
    "ItemPersonGrant",
    "Segment",
    "SegmentSource",
    "Text",
]
