"""Rows of WooCommerce's product export."""

from tests.ingest.conftest import Row

SITE = "https://shop.example/wp-content/"
MUG: Row = {
    "ID": "7",
    "Type": "simple",
    "SKU": "mug-7",
    "GTIN, UPC, EAN, or ISBN": "4006381333931",
    "Name": "Mug",
    "Published": "1",
    "Visibility in catalog": "visible",
    "Short description": "A mug",
    "Description": r"<p>Holds</p>\n<p>tea</p>",
    "Date sale price starts": "",
    "Date sale price ends": "",
    "In stock?": "1",
    "Backorders allowed?": "0",
    "Sale price": "7,90",
    "Regular price": "9,50",
    "Categories": r"Sale, Home > Kitchen\, warm > Mugs",
    "Tags": "Gift, Tea",
    "Images": f"{SITE}mug.jpg, {SITE}side.jpg",
    "Parent": "",
    "Brands": "Ada",
    "Attribute 1 name": "Material",
    "Attribute 1 value(s)": "Stoneware",
    "Attribute 2 name": "Colour",
    "Attribute 2 value(s)": "Blue",
}
SHOE = MUG | {
    "ID": "20",
    "Type": "variable",
    "SKU": "shoe",
    "Name": "Canvas shoe",
    "Description": "Light",
    "Regular price": "",
    "Sale price": "",
    "Images": f"{SITE}shoe.jpg",
    "Attribute 1 name": "Material",
    "Attribute 1 value(s)": "Canvas",
    "Attribute 2 name": "Colour",
    "Attribute 2 value(s)": "Blue, Red",
}
RED: Row = dict.fromkeys(MUG, "") | {
    "ID": "21",
    "Type": "variation",
    "Name": "Canvas shoe - Red",
    "Published": "1",
    "In stock?": "1",
    "Regular price": "49",
    "Parent": "shoe",
    "Images": f"{SITE}red.jpg",
    "Attribute 1 name": "Colour",
    "Attribute 1 value(s)": "Red",
}
