"""Availability in the words that shops use for it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from catalog.ingest.problems import RowError
from catalog.models import Availability

# Google's and Meta's words, schema.org's item availability, and what shop systems export. Then in
# German, French, Spanish, Italian, Dutch, Portuguese, Polish and Russian. Meta's "available for
# order" is Google's backorder; its "pending" means not for sale at present.
_WORDS: Final[Mapping[Availability, str]] = {
    Availability.IN_STOCK: """
        in stock, instock, yes, y, true, available, in store only, online only,
        limited availability, limited stock, low stock, on stock
        auf lager, vorrätig, lieferbar, sofort lieferbar, verfügbar, ja
        en stock, disponible, oui
        en existencia, en existencias, si, sí
        disponibile, sì, in magazzino
        op voorraad, leverbaar, beschikbaar
        em estoque, em stock, disponível, sim
        w magazynie, dostępny, dostępne, na stanie, tak
        в наличии, есть, есть в наличии, да
    """,
    Availability.OUT_OF_STOCK: """
        out of stock, outofstock, no, n, false, sold out, unavailable, not available, pending,
        reserved, not in stock
        ausverkauft, nicht auf lager, nicht vorrätig, nicht lieferbar, nicht verfügbar, nein
        en rupture de stock, rupture de stock, épuisé, indisponible, non
        agotado, sin existencias, no disponible
        esaurito, non disponibile, non in magazzino
        niet op voorraad, uitverkocht, nee
        fora de estoque, sem estoque, esgotado, indisponível, não
        niedostępny, brak w magazynie, wyprzedany, nie
        нет в наличии, нет, отсутствует
    """,
    Availability.PREORDER: """
        preorder, pre order, presale, pre sale, coming soon
        vorbestellung, vorbestellbar, précommande, reserva, preordine, pré venda, przedsprzedaż,
        предзаказ
    """,
    Availability.BACKORDER: """
        backorder, back order, on backorder, available for order, available on backorder,
        made to order, on order
        nachbestellung, lieferrückstand, auf bestellung, sur commande, bajo pedido, su ordinazione,
        in nabestelling, nabestelling, na zamówienie, под заказ
    """,
    Availability.DISCONTINUED: "discontinued, retired, end of life, nicht mehr lieferbar",
}
_SCHEMA: Final = re.compile(r"https?://(?:www\.)?schema\.org/", re.IGNORECASE)
_WORD_GAP: Final = re.compile(r"[\W_]+")
_MAX_LENGTH: Final = 100  # characters
_QUANTITY: Final = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]{1,9})(?:[.,]0*)?")


def _key(text: str) -> str:
    """Return the same for "InStock", "in_stock" and "In stock"."""
    return _WORD_GAP.sub("", text.casefold())


_BY_KEY: Final = {
    _key(word): availability
    for availability, words in _WORDS.items()
    for word in re.split("[,\n]", words)
    if word.strip()
}


# A file has few distinct ones.
@lru_cache(maxsize=16)
def parse_availability(text: str) -> Availability:
    """Read a word, an address of schema.org or a quantity. Raises RowError for another text."""
    if quantity := _QUANTITY.fullmatch(text):
        in_stock = not quantity["sign"] and int(quantity["whole"]) > 0
        return Availability.IN_STOCK if in_stock else Availability.OUT_OF_STOCK
    availability = _BY_KEY.get(_key(_SCHEMA.sub("", text[:_MAX_LENGTH])))
    if availability is None:
        raise RowError(
            f'availability "{text[:40]}" is unknown. Use one of {", ".join(Availability.values)}.'
        )
    return availability
