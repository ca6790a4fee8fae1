"""Build the shop's vocabulary anew."""

from django.core.management.base import BaseCommand, CommandError

from catalog.models import VocabularyState, VocabularyTerm
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.term import BRAND, CATEGORY


class Command(BaseCommand):
    help = (
        "Read categories, brands, attribute values and title words from the products on sale. The "
        "workers do this themselves whenever the catalog has changed."
    )

    def handle(self, **_options: object) -> None:
        if not refresh_vocabulary():
            raise CommandError("A worker is refreshing the vocabulary right now.")
        terms = VocabularyTerm.objects.all()
        categories, brands = (terms.filter(facet=facet).count() for facet in (CATEGORY, BRAND))
        seconds = VocabularyState.objects.get(pk=VocabularyState.SINGLETON).seconds
        self.stdout.write(
            f"{terms.count()} terms, of them {categories} categories, {brands} brands; "
            f"{seconds:.1f} s."
        )
