"""The columns of WooCommerce's export in the languages of the shop's administration.

Collected from exports: German, French, Spanish, Italian, Dutch, Portuguese, Polish and Russian.
Names that several versions of a translation have used are all listed.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from catalog.ingest.column_names import normalise_header

GTIN: Final = "gtin,_upc,_ean,_or_isbn"
_TRANSLATIONS: Final = {
    "id": "ID",
    "type": "Typ | Type | Tipo | Тип",
    "sku": "Artikelnummer | UGS | COD | Codice | REF | SKU (Código) | Артикул",
    GTIN: """GTIN, UPC, EAN oder ISBN | GTIN, UPC, EAN ou ISBN | GTIN, UPC, EAN o ISBN
        | GTIN, UPC, EAN of ISBN | GTIN, UPC, EAN, ou ISBN | GTIN, UPC, EAN lub ISBN
        | GTIN, UPC, EAN или ISBN""",
    "name": "Name | Nom | Nombre | Nome | Naam | Nazwa | Имя | Название",
    "published": """Veröffentlicht | Publié | Publicado | Pubblicato | Gepubliceerd | Opublikowano
        | Opublikowane | Опубликован | Опубликовано""",
    "visibility_in_catalog": """Visibility in catalogue | Sichtbarkeit im Katalog
        | Visibilité dans le catalogue
        | Visibilidad en el catálogo | Visibilità nel catalogo | Zichtbaarheid in catalogus
        | Visibilidade no catálogo | Widoczność w katalogu | Видимость в каталоге""",
    "short_description": """Kurzbeschreibung | Description courte | Descripción corta
        | Breve descrizione | Descrizione breve | Korte omschrijving | Korte beschrijving
        | Descrição curta | Breve descrição | Krótki opis | Короткое описание
        | Краткое описание""",
    "description": """Beschreibung | Description | Descripción | Descrizione | Beschrijving
        | Omschrijving | Descrição | Opis | Описание""",
    "date_sale_price_starts": """Datum, an dem Angebotspreis beginnt | Date de début de promo
        | Día en que empieza el precio rebajado | Data di partenza del prezzo in saldo
        | Data di inizio del prezzo in offerta | Startdatum actieprijs
        | Data de preço promocional começa em | Data rozpoczęcia promocji
        | Дата начала действия продажной цены""",
    "date_sale_price_ends": """Datum, an dem Angebotspreis endet | Date de fin de promo
        | Día en que termina el precio rebajado | Termine data del prezzo di vendita
        | Data di fine del prezzo in offerta | Einddatum actieprijs
        | Data de preço promocional termina em | Data zakończenia promocji
        | Дата окончания действия продажной цены""",
    "in_stock?": """Vorrätig? | En stock ? | En stock? | En inventaire? | ¿En inventario?
        | ¿Existencias? | ¿Hay existencias? | In stock? | Op voorraad? | Em estoque? | Em stock?
        | W magazynie? | В наличии? | Наличие""",
    "backorders_allowed?": """Lieferrückstande erlaubt? | Lieferrückstände erlaubt?
        | Autoriser les commandes de produits en rupture ?
        | ¿Permitir reservas de productos agotados? | Abilita gli ordini arretrati?
        | Nabestellingen toestaan? | São permitidas encomendas? | São permitidas encomendas
        | Pozwalać na zamówienia oczekujące (na dostawę do magazynu)?
        | Задержанный заказ возможен? | Возможен ли предзаказ?""",
    "sale_price": """Angebotspreis | Tarif promo | Precio rebajado | Prezzo in offerta | Actieprijs
        | Preço promocional | Cena promocyjna | Цена распродажи | Акционная цена""",
    "regular_price": """Regulärer Preis | Tarif régulier | Precio normal | Prezzo di listino
        | Reguliere prijs | Preço | Preço normal | Cena | Cena regularna | Базовая цена""",
    "categories": """Kategorien | Catégories | Categorías | Categorie | Categorieën | Categorias
        | Kategorie | Категории""",
    "tags": """Schlagwörter | Étiquettes | Etiquetas | Etichette | Tag | Tagi | Znaczniki | Метки
        | Теги""",
    "images": """Bilder | Images | Imágenes | Immagine | Immagini | Afbeeldingen | Imagens | Obrazki
        | Изображения""",
    "parent": """Übergeordnetes Produkt | Parent | Superior | Principal | Genitore | Hoofd
        | Bovenliggend | Ascendente | Produto ascendente | Element nadrzędny | Родительский""",
    "external_url": """Externe URL | URL externe | URL externa | URL esterna | URL esterno
        | Zewnętrzny adres URL | Внешний URL""",
    "brands": "Marken | Marques | Marcas | Marchi | Merken | Marki | Бренды",
}
# "{n}" is the number of the attribute.
_ATTRIBUTE_NAMES: Final = """
    Attribut {n} Name | Nom de l'attribut {n} | Attribut {n} nom | Nombre del atributo {n}
    | Nome dell'attributo {n} | Attributo {n} nome | Naam eigenschap {n} | Nome do atributo {n}
    | Nazwa atrybutu {n} | Имя атрибута {n} | Название атрибута {n}
"""
_ATTRIBUTE_VALUES: Final = """
    Attribut {n} Wert(e) | Valeur(s) de l'attribut {n} | Attribut {n} valeur(s)
    | Valor(es) del atributo {n} | Valore dell'attributo {n} | Valori dell'attributo {n}
    | Attributo {n} valuta(e) | Attributo {n} valore(i) | Waarde eigenschap {n}
    | Waarde(n) eigenschap {n} | Valores do atributo {n} | Valor(es) do atributo {n}
    | Wartości atrybutu {n} | Wartość(ci) atrybutu {n} | Значение(-я) аттрибута(-ов) {n}
    | Значение(-я) атрибута(-ов) {n} | Значения атрибута {n}
"""


def _split(names: str) -> list[str]:
    return [normalise_header(name) for name in re.split(r"\s\|\s", names)]


_ENGLISH: Final = {
    other: column for column, names in _TRANSLATIONS.items() for other in _split(names)
}


def _numbered(names: str) -> re.Pattern[str]:
    patterns = (re.escape(name).replace(r"\{n\}", "([0-9]{1,4})") for name in _split(names))
    return re.compile("|".join(patterns))


_NUMBERED: Final = {
    "attribute_{}_name": _numbered(_ATTRIBUTE_NAMES),
    "attribute_{}_value(s)": _numbered(_ATTRIBUTE_VALUES),
}
ALL_COLUMNS: Final = frozenset((*_TRANSLATIONS, *_ENGLISH))


def current_columns(columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns by their English names."""
    return tuple(map(english_column, columns))


@lru_cache(maxsize=2_000)
def english_column(column: str) -> str:
    if column in _TRANSLATIONS:
        return column
    for name, pattern in _NUMBERED.items():
        if match := pattern.fullmatch(column):
            return name.format(next(filter(None, match.groups())))
    return _ENGLISH.get(column, column)


def spellings(column: str) -> tuple[str, ...]:
    """Return the English column and its translations."""
    return (column, *(other for other, name in _ENGLISH.items() if name == column))
