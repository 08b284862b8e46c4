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
from evidence.models.items import Item

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
    "ItemGroupGrant",
    "ItemPersonGrant",
]
