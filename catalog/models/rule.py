"""Merchandising rules: what a merchant or the shop wants first, higher, lower or not at all."""

from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from catalog.models.merchant import Merchant, TenantQuerySet
from catalog.models.product import Product

# Rules that one merchant, or the shop, may have switched on.
MAX_ACTIVE: Final = 100
MAX_PHRASES: Final = 20
MAX_PHRASE_CHARACTERS: Final = 100
MAX_PHRASE_WORDS: Final = 8
MAX_PRODUCTS: Final = 50
MAX_PINS: Final = 20
MAX_BOOSTS: Final = 20
# Of one boost, in standard deviations of the score.
MAX_DEVIATIONS: Final = 5.0
MAX_DAYS: Final = 3_650

_DEVIATIONS = [MinValueValidator(-MAX_DEVIATIONS), MaxValueValidator(MAX_DEVIATIONS)]


class RuleTrigger(models.TextChoices):
    """The searches that a rule is for."""

    WORDS_ARE = "words_are", "the words are exactly one of these"
    WORDS_CONTAIN = "words_contain", "the words contain one of these"
    SEARCHING = "searching", "shoppers search, by whatever words or photo"
    BROWSING = "browsing", "shoppers browse, without words or photo"
    ALWAYS = "always", "shoppers search or browse"

    @property
    def needs_words(self) -> bool:
        return self in (RuleTrigger.WORDS_ARE, RuleTrigger.WORDS_CONTAIN)


class ProductAction(models.TextChoices):
    PIN = "pin", "show first"
    HIDE = "hide", "hide"
    BOOST = "boost", "raise or lower"


class BoostSubject(models.TextChoices):
    """The products that a boost is for, and how much of it each gets."""

    CATEGORY = "category", "products of a category, and of those below it"
    BRAND = "brand", "products of a brand"
    ATTRIBUTE = "attribute", "products with an attribute value"
    TAG = "tag", "products with a tag"
    IN_STOCK = "in_stock", "products in stock"
    NEWNESS = "newness", "new products: the newer, the more"
    NUMBER = "number", "by a number of each product, such as its margin"
    PRODUCT = "product", "one product"

    @classmethod
    def of_selections(cls) -> list[tuple[str, str]]:
        """The choices for boosts that name no single product."""
        return [choice for choice in cls.choices if choice[0] != cls.PRODUCT]


def phrases_of(text: str) -> tuple[str, ...]:
    """The phrases of a text that has one in each line."""
    return tuple(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.split("\n")))))


def validate_phrases(text: str) -> None:
    phrases = phrases_of(text)
    if len(phrases) > MAX_PHRASES:
        raise ValidationError(f"Give at most {MAX_PHRASES} phrases, one in each line.")
    if max(map(len, phrases), default=0) > MAX_PHRASE_CHARACTERS:
        raise ValidationError(f"A phrase may have at most {MAX_PHRASE_CHARACTERS} characters.")
    if max((phrase.count(" ") + 1 for phrase in phrases), default=0) > MAX_PHRASE_WORDS:
        raise ValidationError(f"A phrase may have at most {MAX_PHRASE_WORDS} words.")


class RuleQuerySet(TenantQuerySet["MerchandisingRule"]):
    def of_scope(self, merchant: Merchant | None) -> "RuleQuerySet":
        """The rules of a merchant, or those of the shop itself."""
        return self.filter(merchant=merchant)


class MerchandisingRule(models.Model):
    """A rule of a merchant for its own storefront, or of the shop for all searches.

    Categories are kept by their paths. A rule whose category is deleted applies nowhere, and again
    once an import brings the category back.
    """

    merchant = models.ForeignKey(
        Merchant,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merchandising_rules",
        help_text="The rule is for searches within this merchant. Empty: for all searches.",
    )
    name = models.CharField(max_length=120)
    active = models.BooleanField(default=True, help_text="If not, searches do not use it.")
    # The rule holds from the start until right before the end. None sets no limit.
    starts = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    trigger = models.CharField("when", max_length=20, choices=RuleTrigger)
    words = models.TextField(
        blank=True,
        max_length=(MAX_PHRASE_CHARACTERS + 1) * MAX_PHRASES,
        validators=[validate_phrases],
    )
    category_path = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__lt=models.F("ends")),
                name="rule_window_not_empty",
                violation_error_message="The rule must end after it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def phrases(self) -> tuple[str, ...]:
        return phrases_of(self.words)


class RuleProduct(models.Model):
    """What a rule does with one product. It goes with the product, and the rule stays."""

    rule = models.ForeignKey(MerchandisingRule, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=10, choices=ProductAction, default=ProductAction.PIN)
    # Of pinned products, the order.
    position = models.PositiveSmallIntegerField(default=0)
    deviations = models.FloatField(default=0, validators=_DEVIATIONS)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "product"],
                name="rule_product_once",
                violation_error_message="This product is in the rule already.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_action_display()


class RuleBoost(models.Model):
    """How much a rule raises or lowers products that have something in common."""

    rule = models.ForeignKey(MerchandisingRule, on_delete=models.CASCADE, related_name="boosts")
    subject = models.CharField(
        "which products", max_length=10, choices=BoostSubject.of_selections()
    )
    category_path = models.CharField(max_length=500, blank=True)
    name = models.CharField("attribute", max_length=100, blank=True)
    value = models.CharField("brand, tag or value", max_length=120, blank=True)
    # From which age on a product is not new any more.
    days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MAX_DAYS)]
    )
    # The numbers that get nothing and everything of the boost.
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    deviations = models.FloatField("by", validators=_DEVIATIONS)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_subject_display()}: {self.deviations:+g}"


class RuleState(models.Model):
    """The one row that says which version of the rules is stored. Triggers count it up."""

    SINGLETON = 1

    version = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"version {self.version}"
