"""Names of attributes that shops often have, in the language of the page.

Merchants write what they like: what is not known here is shown as it is. The keys are in lower
case, without underscores.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import pgettext_lazy

_NAMES: Final[Mapping[str, object]] = {
    "age group": pgettext_lazy("attribute", "Age group"),
    "back": pgettext_lazy("attribute", "Back"),
    "base": pgettext_lazy("attribute", "Base"),
    "bobble": pgettext_lazy("attribute", "Bobble"),
    "brand": pgettext_lazy("attribute", "Brand"),
    "buckle": pgettext_lazy("attribute", "Buckle"),
    "capacity": pgettext_lazy("attribute", "Capacity"),
    "care": pgettext_lazy("attribute", "Care"),
    "closure": pgettext_lazy("attribute", "Closure"),
    "collar": pgettext_lazy("attribute", "Collar"),
    "color": pgettext_lazy("attribute", "Color"),
    "colour": pgettext_lazy("attribute", "Colour"),
    "condition": pgettext_lazy("attribute", "Condition"),
    "cut": pgettext_lazy("attribute", "Cut"),
    "depth": pgettext_lazy("attribute", "Depth"),
    "detail": pgettext_lazy("attribute", "Detail"),
    "diameter": pgettext_lazy("attribute", "Diameter"),
    "dial": pgettext_lazy("attribute", "Dial"),
    "edge": pgettext_lazy("attribute", "Edge"),
    "finish": pgettext_lazy("attribute", "Finish"),
    "fit": pgettext_lazy("attribute", "Fit"),
    "form": pgettext_lazy("attribute", "Form"),
    "frame": pgettext_lazy("attribute", "Frame"),
    "gender": pgettext_lazy("attribute", "Gender"),
    "grip": pgettext_lazy("attribute", "Grip"),
    "handle": pgettext_lazy("attribute", "Handle"),
    "heel": pgettext_lazy("attribute", "Heel"),
    "height": pgettext_lazy("attribute", "Height"),
    "legs": pgettext_lazy("attribute", "Legs"),
    "length": pgettext_lazy("attribute", "Length"),
    "lining": pgettext_lazy("attribute", "Lining"),
    "material": pgettext_lazy("attribute", "Material"),
    "model": pgettext_lazy("attribute", "Model"),
    "neckline": pgettext_lazy("attribute", "Neckline"),
    "occasion": pgettext_lazy("attribute", "Occasion"),
    "pattern": pgettext_lazy("attribute", "Pattern"),
    "pattern color": pgettext_lazy("attribute", "Pattern color"),
    "pattern colour": pgettext_lazy("attribute", "Pattern colour"),
    "quantity": pgettext_lazy("attribute", "Quantity"),
    "season": pgettext_lazy("attribute", "Season"),
    "seats": pgettext_lazy("attribute", "Seats"),
    "shade": pgettext_lazy("attribute", "Shade"),
    "shape": pgettext_lazy("attribute", "Shape"),
    "size": pgettext_lazy("attribute", "Size"),
    "size system": pgettext_lazy("attribute", "Size system"),
    "size type": pgettext_lazy("attribute", "Size type"),
    "sleeve": pgettext_lazy("attribute", "Sleeve"),
    "sole": pgettext_lazy("attribute", "Sole"),
    "style": pgettext_lazy("attribute", "Style"),
    "top": pgettext_lazy("attribute", "Top"),
    "type": pgettext_lazy("attribute", "Type"),
    "volume": pgettext_lazy("attribute", "Volume"),
    "warranty": pgettext_lazy("attribute", "Warranty"),
    "weight": pgettext_lazy("attribute", "Weight"),
    "width": pgettext_lazy("attribute", "Width"),
}


def is_known_name(name: str) -> bool:
    """Whether the name is shown in the language of the page."""
    return name.replace("_", " ").lower() in _NAMES


def attribute_name(name: str) -> str:
    """Return the name of an attribute as a heading: "Pattern color" for "pattern_color"."""
    words = name.replace("_", " ")
    return str(_NAMES.get(words.lower(), words.capitalize()))
