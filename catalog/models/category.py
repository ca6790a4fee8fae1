from typing import Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models.expressions import RawSQL

from catalog.models.merchant import Merchant

# The categories of merchants' products, with all above them.
_OWN = """
WITH RECURSIVE own (id) AS (
    SELECT DISTINCT category_id FROM catalog_product
    WHERE merchant_id IN ({merchants}) AND category_id IS NOT NULL
  UNION
    SELECT parent_id FROM catalog_category JOIN own USING (id) WHERE parent_id IS NOT NULL
)
SELECT id FROM own
"""


def within_category(path: str, *, lookup: str = "path") -> models.Q:
    """The condition that the path at `lookup` is `path` or a descendant of it."""
    return models.Q(**{lookup: path}) | models.Q(**{f"{lookup}__startswith": f"{path}/"})


class CategoryQuerySet(models.QuerySet["Category"]):
    def of_user(self, user: User | AnonymousUser) -> Self:
        """The categories that a user may see: all for a superuser, else those of the products of
        the user's merchants, with all above them. A name may say what another merchant plans.
        """
        if user.is_superuser:
            return self.all()
        merchants = Merchant.objects.of_user(user).order_by().values("pk")
        if merchants.query.is_empty():
            return self.none()
        statement, values = merchants.query.sql_with_params()
        # Our own names; the values are bound.
        return self.filter(pk__in=RawSQL(_OWN.format(merchants=statement), values))  # noqa: S611


def with_parents(path: str) -> tuple[str, ...]:
    """Return the path of a category and of all above it, from the root; none for ""."""
    steps = path.split("/") if path else []
    return tuple("/".join(steps[:depth]) for depth in range(1, len(steps) + 1))


class Category(models.Model):
    """A node of the category tree, shared by all merchants.

    `path` is the materialised path of slugs ("clothing/tops/t-shirts"), so a category with its
    descendants is one prefix condition.
    """

    name = models.CharField(max_length=120)
    path = models.CharField(max_length=500, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="children"
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "categories"
        indexes = [
            # within_category: path LIKE 'clothing/%'.
            models.Index(
                fields=["path"], name="category_path_prefix", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.path.replace("/", " > ")
