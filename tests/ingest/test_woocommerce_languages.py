"""WooCommerce's export is read in every language of the administration."""

import csv
import io
from decimal import Decimal

import pytest

from catalog.ingest.dialects.woocommerce_columns import _TRANSLATIONS, _split
from catalog.models import Availability
from tests.ingest.reading import read_feed

# type, SKU, name, published, in stock?, backorders?, sale price, regular price, categories, images,
# parent, short description, name and values of the first attribute: as the shops export them.
HEADERS = {
    "German": "Typ|Artikelnummer|Name|Veröffentlicht|Vorrätig?|Lieferrückstande erlaubt?"
    "|Angebotspreis|Regulärer Preis|Kategorien|Bilder|Übergeordnetes Produkt|Kurzbeschreibung"
    "|Attribut 1 Name|Attribut 1 Wert(e)",
    "French": "Type|UGS|Nom|Publié|En stock ?|Autoriser les commandes de produits en rupture ?"
    "|Tarif promo|Tarif régulier|Catégories|Images|Parent|Description courte"
    "|Nom de l’attribut 1|Valeur(s) de l’attribut 1",
    "Spanish": "Tipo|SKU|Nombre|Publicado|¿En inventario?"
    "|¿Permitir reservas de productos agotados?|Precio rebajado|Precio normal|Categorías|Imágenes"
    "|Superior|Descripción corta|Nombre del atributo 1|Valor(es) del atributo 1",
    "Italian": "Tipo|COD|Nome|Pubblicato|In stock?|Abilita gli ordini arretrati?|Prezzo in offerta"
    "|Prezzo di listino|Categorie|Immagine|Genitore|Breve descrizione|Nome dell'attributo 1"
    "|Valore dell'attributo 1",
    "Dutch": "Type|Artikelnummer|Naam|Gepubliceerd|Op voorraad?|Nabestellingen toestaan?|Actieprijs"
    "|Reguliere prijs|Categorieën|Afbeeldingen|Hoofd|Korte omschrijving|Naam eigenschap 1"
    "|Waarde eigenschap 1",
    "Portuguese": "Tipo|SKU|Nome|Publicado|Em estoque?|São permitidas encomendas?"
    "|Preço promocional|Preço|Categorias|Imagens|Ascendente|Descrição curta|Nome do atributo 1"
    "|Valores do atributo 1",
    "Polish": "Typ|SKU|Nazwa|Opublikowano|W magazynie?"
    "|Pozwalać na zamówienia oczekujące (na dostawę do magazynu)?|Cena promocyjna|Cena|Kategorie"
    "|Obrazki|Element nadrzędny|Krótki opis|Nazwa atrybutu 1|Wartości atrybutu 1",
    "Russian": "Тип|Артикул|Имя|Опубликован|В наличии?|Задержанный заказ возможен?|Цена распродажи"
    "|Базовая цена|Категории|Изображения|Родительский|Короткое описание|Имя атрибута 1"
    "|Значение(-я) аттрибута(-ов) 1",
}
PARENT = ["variable", "W1", "Schuh", "1", "1", "0", "", "", "Mode > Schuhe",
          "https://x.example/a.jpg", "", "Leicht", "Größe", "40, 41"]  # fmt: skip
SIZE_40 = ["variation", "W1-40", "", "1", "0", "notify", "39,90", "49,90", "", "", "W1", "",
           "Größe", "40"]  # fmt: skip


def export(header: str, *rows: list[str]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([header.split("|"), *rows])
    return file.getvalue().encode()


@pytest.mark.parametrize("language", HEADERS)
def test_a_translated_export_is_read_like_an_english_one(language: str) -> None:
    reading = read_feed(export(HEADERS[language], PARENT, SIZE_40))
    assert (reading.dialect, reading.errors) == ("woocommerce", {})
    found = reading.product
    assert (found.external_id, found.group_id, found.title) == ("W1-40", "W1", "Schuh")
    assert (found.price, found.sale_price) == (Decimal("49.90"), Decimal("39.90"))
    assert (found.availability, found.active) == (Availability.BACKORDER, True)
    assert (found.category, found.description) == (("Mode", "Schuhe"), "Leicht")
    assert found.attributes == {"size": "40"}
    assert [photo.source for photo in found.photos] == ["https://x.example/a.jpg"]


def test_no_translation_stands_for_two_columns() -> None:
    columns: dict[str, set[str]] = {}
    for column, names in _TRANSLATIONS.items():
        for name in _split(names):
            columns.setdefault(name, set()).add(column)
    assert {name for name, of in columns.items() if len(of) > 1} == set()
