"""A German shop of 200 products, imported from a feed and indexed by an encoder without German."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.core.files.base import ContentFile
from django.test import override_settings
from PIL import Image

from catalog.embedding import registry
from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import (
    Category,
    EncoderVersion,
    ImportRun,
    ImportState,
    Merchant,
    VocabularyState,
    VocabularyTerm,
)
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.temporary_shop import index_everything
from tests.encoders import WordlessEncoder

COUNT = 200
COLOURS = ("rot", "blau", "schwarz", "grün", "rot", "weiß")
PHOTOS = {"rot": "red", "blau": "blue", "schwarz": "black", "grün": "green", "weiß": "white"}
PATTERNS = ("einfarbig", "gestreift", "kariert", "einfarbig", "geblümt", "gestreift")
BRANDS = ("Nordlicht", "Weberhaus", "Müller & Söhne", "Lindenthal", "Nordlicht")
ENDINGS = {"m": "er", "f": "e", "n": "es", "pl": "e"}
# What a material is called at the start of a compound: Holzstuhl, Wollmantel.
PREFIXES = {"Baumwolle": "Baumwoll", "Wolle": "Woll", "Seide": "Seiden"}


@dataclass(frozen=True, slots=True)
class GermanKind:
    """A kind of product. The n-th product of a kind costs `price` + n · `step`."""

    path: str
    noun: str
    gender: str  # a key of ENDINGS
    price: int
    step: int
    materials: tuple[str, ...]
    patterned: bool = False
    sized: bool = False


TEXTILE = ("Baumwolle", "Leinen")
KINDS = (
    GermanKind("Damen > Kleider", "Kleid", "n", 30, 8, ("Baumwolle", "Seide"), True),
    GermanKind("Damen > Röcke", "Rock", "m", 25, 9, ("Baumwolle", "Leder"), True),
    GermanKind("Damen > Blusen", "Bluse", "f", 20, 7, ("Seide", "Baumwolle"), True),
    GermanKind("Damen > Schuhe > Stiefel", "Stiefel", "pl", 80, 15, ("Leder", "Filz"), sized=True),
    GermanKind("Damen > Schuhe > Pumps", "Pumps", "pl", 60, 12, ("Leder",), sized=True),
    GermanKind("Damen > Schuhe > Sandalen", "Sandalen", "pl", 25, 8, ("Leder",), sized=True),
    GermanKind("Damen > Taschen > Handtaschen", "Handtasche", "f", 50, 18, ("Leder", "Filz")),
    GermanKind("Herren > Hemden", "Hemd", "n", 25, 6, TEXTILE, True),
    GermanKind("Herren > Hosen", "Hose", "f", 35, 9, ("Baumwolle", "Wolle"), True),
    GermanKind("Herren > Pullover", "Pullover", "m", 40, 8, ("Wolle", "Baumwolle"), True),
    GermanKind("Herren > Jacken", "Jacke", "f", 70, 20, ("Leder", "Baumwolle")),
    GermanKind("Herren > Mäntel", "Mantel", "m", 110, 25, ("Wolle", "Baumwolle")),
    GermanKind("Herren > Schuhe > Turnschuhe", "Turnschuhe", "pl", 45, 14, ("Leinen",), sized=True),
    GermanKind("Herren > Schuhe > Halbschuhe", "Halbschuhe", "pl", 70, 16, ("Leder",), sized=True),
    GermanKind("Herren > Krawatten", "Krawatte", "f", 15, 5, ("Seide", "Wolle"), True),
    GermanKind("Accessoires > Gürtel", "Gürtel", "m", 15, 7, ("Leder", "Baumwolle")),
    GermanKind("Accessoires > Mützen", "Mütze", "f", 12, 4, ("Wolle", "Baumwolle"), True),
    GermanKind("Accessoires > Schals", "Schal", "m", 14, 6, ("Wolle", "Seide"), True),
    GermanKind("Accessoires > Handschuhe", "Handschuhe", "pl", 15, 6, ("Wolle", "Leder")),
    GermanKind("Accessoires > Socken", "Socken", "pl", 5, 2, ("Baumwolle", "Wolle"), True),
    GermanKind("Accessoires > Rucksäcke", "Rucksack", "m", 40, 15, ("Leinen", "Leder")),
    GermanKind("Accessoires > Koffer", "Koffer", "m", 70, 25, ("Aluminium",)),
    GermanKind("Accessoires > Regenschirme", "Regenschirm", "m", 15, 5, ("Polyester",), True),
    GermanKind("Wohnen > Möbel > Stühle", "Stuhl", "m", 45, 20, ("Holz", "Metall")),
    GermanKind("Wohnen > Möbel > Tische", "Tisch", "m", 90, 60, ("Holz", "Glas")),
    GermanKind("Wohnen > Möbel > Sofas", "Sofa", "n", 350, 90, ("Leder", "Samt")),
    GermanKind("Wohnen > Möbel > Regale", "Regal", "n", 60, 30, ("Holz", "Metall")),
    GermanKind("Wohnen > Leuchten > Tischlampen", "Tischlampe", "f", 25, 12, ("Metall", "Leinen")),
    GermanKind("Wohnen > Leuchten > Stehlampen", "Stehlampe", "f", 50, 18, ("Metall", "Leinen")),
    GermanKind("Wohnen > Geschirr > Tassen", "Tasse", "f", 6, 3, ("Keramik",), True),
    GermanKind("Wohnen > Geschirr > Teller", "Teller", "m", 7, 3, ("Keramik", "Holz"), True),
    GermanKind("Wohnen > Geschirr > Schüsseln", "Schüssel", "f", 8, 4, ("Keramik", "Holz")),
    GermanKind("Wohnen > Deko > Vasen", "Vase", "f", 12, 8, ("Glas", "Keramik")),
    GermanKind("Wohnen > Deko > Kissen", "Kissen", "n", 10, 5, ("Leinen", "Samt"), True),
    GermanKind("Wohnen > Deko > Teppiche", "Teppich", "m", 50, 40, ("Wolle",), True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GermanProduct:
    kind: GermanKind
    number: int  # among the products of its kind
    external_id: str
    brand: str

    @property
    def colour(self) -> str:
        return COLOURS[self.number]

    @property
    def pattern(self) -> str:
        return PATTERNS[self.number] if self.kind.patterned else "einfarbig"

    @property
    def material(self) -> str:
        return self.kind.materials[self.number // 2 % len(self.kind.materials)]

    @property
    def price(self) -> Decimal:
        return self.kind.price + self.kind.step * self.number - Decimal("0.10")

    @property
    def size(self) -> str:
        return str(37 + self.number % 3) if self.kind.sized else ""

    @property
    def in_stock(self) -> bool:
        return self.number != 1

    @property
    def title(self) -> str:
        """Three ways of merchants: "Roter Rock aus Leder", "Rock gestreift blau", "Lederrock"."""
        kind, colour = self.kind, self.colour
        pattern = "" if self.pattern == "einfarbig" else f"{self.pattern} "
        return (
            f"{colour.capitalize()}{ENDINGS[kind.gender]} {kind.noun} aus {self.material}",
            f"{kind.noun} {pattern}{colour}",
            f"{PREFIXES.get(self.material, self.material)}{kind.noun.lower()} {pattern}{colour}",
        )[self.number % 3]

    @property
    def row(self) -> dict[str, str]:
        return {
            "id": self.external_id,
            "title": self.title,
            "description": f"{self.kind.noun} für jeden Tag.",
            "price": f"{self.price} EUR",
            "availability": "in_stock" if self.in_stock else "out_of_stock",
            "brand": self.brand,
            "product_type": self.kind.path,
            "color": self.colour,
            "material": self.material,
            "pattern": self.pattern,
            "size": self.size,
            "image_link": f"{PHOTOS[self.colour]}.png",
        }


PRODUCTS = tuple(
    GermanProduct(
        kind=KINDS[index % len(KINDS)],
        number=index // len(KINDS),
        external_id=f"DE-{index:04}",
        brand=BRANDS[(index + index // len(KINDS)) % len(BRANDS)],
    )
    for index in range(COUNT)
)


@contextmanager
def german_shop(media: Path) -> Iterator[None]:
    """Import and index the shop, and delete it at the end."""
    with override_settings(MEDIA_ROOT=media), registry.override_encoder(WordlessEncoder()):
        merchant = Merchant.objects.create(
            name="Weberhaus", slug="weberhaus", currency="EUR", language="german"
        )
        run = start_import(merchant=merchant, user=None, file=ContentFile(feed()), name="feed.zip")
        run_import(run.pk)
        assert ImportRun.objects.get(pk=run.pk).state == ImportState.FINISHED
        assert merchant.products.count() == COUNT
        index_everything(no_progress("Embedding products", COUNT))
        yield
        merchant.delete()
        Category.objects.all().delete()
        EncoderVersion.objects.all().delete()
        VocabularyState.objects.all().delete()
        VocabularyTerm.objects.all().delete()


def feed() -> bytes:
    """A ZIP of a feed in Google's columns, and its photos."""
    table = io.StringIO()
    writer = csv.DictWriter(table, PRODUCTS[0].row)
    writer.writeheader()
    writer.writerows(product.row for product in PRODUCTS)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("feed.csv", table.getvalue())
        for colour in PHOTOS.values():
            photo = io.BytesIO()
            Image.new("RGB", (64, 64), colour).save(photo, "PNG")
            archive.writestr(f"{colour}.png", photo.getvalue())
    return target.getvalue()
