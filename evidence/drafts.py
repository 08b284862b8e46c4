"""Parts of a machine's long work, kept as they are done: a run that follows one that died goes on after them."""

from __future__ import annotations

from typing import Any

from evidence import layers, machines
from evidence.models import DraftPart, Item
from evidence.own_names import OwnName
from iapb.accounts.models import Person
from iapb.jobs import Failed
from iapb.jobs.claims import Claimed

PLAN = 0


class Drafts:
    """Of one job. `engine` names everything the words depend on; parts of another one are thrown away."""

    def __init__(self, job: Claimed, item: Item, names: tuple[OwnName, ...], engine: str, gone: Any) -> None:
        self._job, self._item, self._names, self._engine, self._gone = job, item, names, engine, gone
        with job.transaction() as actor:
            mine = DraftPart.objects.visible_to(actor).filter(made_of=job.object)
            mine.exclude(engine=engine).delete()
            self.done: dict[int, Any] = dict(mine.values_list("number", "content"))

    def keep(self, number: int, content: Any, share: float, stage: Any) -> Any:
        """In a transaction of its own, with the progress it means. The witness's own name does not rest in it.
        Asks again whether machines may read: consent may have been taken back since."""
        content = layers.without(content, self._names)
        with self._job.keeping(share, stage) as actor:
            item = Item.objects.visible_to(actor).filter(pk=self._item.pk).first()
            if item is None:
                raise Failed(self._gone)
            machines.require(item, actor)
            DraftPart.objects.bulk_create(
                [
                    DraftPart(
                        made_of=self._job.object,
                        engine=self._engine,
                        number=number,
                        content=content,
                        item=item,
                        closed=item.closed,
                        collection_id=item.collection_id,
                    )
                ]
            )
        self.done[number] = content
        return content

    def forget(self, by: Person) -> None:
        """In the completing transaction: the layer is whole."""
        DraftPart.objects.visible_to(by).filter(made_of=self._job.object).delete()
