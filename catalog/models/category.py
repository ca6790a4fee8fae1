from django.db import models


def within_category(path: str, *, lookup: str = "path") -> models.Q:
    """The condition that the path at `lookup` is `path` or a descendant of it."""
    return models.Q(**{lookup: path}) | models.Q(**{f"{lookup}__startswith": f"{path}/"})


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
