"""The common attributes by their names in other languages, so that all shops share their facets.

English, German, French, Spanish, Italian, Dutch, Portuguese, Polish and Russian; then Danish,
Norwegian, Swedish, Finnish, Czech, Slovak, Hungarian, Romanian and Turkish.
"""

from typing import Final

_NAMES: Final = {
    "size": """
        sizes size_name größe grösse groesse größen konfektionsgröße schuhgröße taille tailles
        pointure talla tallas talle talles tamaño taglia taglie misura maat maten schoenmaat
        tamanho tamanhos rozmiar rozmiary размер размеры
        størrelse storlek koko velikost veľkosť méret mărime beden
    """,
    "color": """
        colour colors colours color_name farbe farben couleur couleurs colores colore colori kleur
        kleuren cor cores kolor kolory barwa цвет цвета
        farve farge färg väri barva farba szín culoare renk
    """,
    "material": """
        materials materialien matière matières matiere matériau materiale materiali materiaal
        materialen materiais materiał materiały материал материалы
        materiál materiaali anyag malzeme
    """,
    "pattern": """
        patterns muster motif motifs estampado fantasia patroon padrão wzór узор
        mønster mönster kuvio vzor minta model_desen desen
    """,
    "gender": "geschlecht genre sexe género genere geslacht gênero płeć пол",
    "brand": "marke hersteller marque marca marchio merk marka марка бренд producent",
}
COMMON_NAMES: Final = {other: name for name, others in _NAMES.items() for other in others.split()}
