"""Questions about what waits for what."""

from workpackages.proposals import Key, Link

from .of_project import OfProjectQuerySet

KINDS = ("task", "deliverable", "milestone")


class DependencyQuerySet(OfProjectQuerySet):
    def links(self) -> list[Link]:
        """One statement."""
        ends = [f"{end}_{kind}_id" for end in ("earlier", "later") for kind in KINDS]
        rows = self.order_by("pk").values_list("pk", "lag", *ends)
        return [Link(pk, _key(ids[:3]), _key(ids[3:]), lag) for pk, lag, *ids in rows]


def _key(ids: list[int | None]) -> Key:
    return next((kind, pk) for kind, pk in zip(KINDS, ids, strict=True) if pk)
