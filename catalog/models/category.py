from django.db import models


class Category(models.Model):
    """A node of the category tree, shared by all merchants.

    `path` is the materialised path of slugs ("clothing/tops/t-shirts"): a category with its
    children is one prefix condition.
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
            # LIKE 'clothing/%' for querysets.in_category.
            models.Index(
                fields=["path"], name="category_path_prefix", opclasses=["varchar_pattern_ops"]
            ),
        ]

    def __str__(self) -> str:
        return self.path.replace("/", " > ")
