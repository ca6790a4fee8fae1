"""Rows of Shopify's product export."""

from tests.ingest.conftest import Row

CDN = "https://cdn.shopify.example/"
SHOE: Row = {
    "Handle": "canvas-shoe",
    "Title": "Canvas shoe",
    "Body (HTML)": "<p>Light &amp; soft</p>",
    "Vendor": "Ada",
    "Product Category": "Apparel & Accessories > Shoes",
    "Type": "Sneakers",
    "Tags": "Summer, canvas, Summer",
    "Published": "true",
    "Option1 Name": "Colour",
    "Option1 Value": "Blue",
    "Option2 Name": "Size",
    "Option2 Value": "42",
    "Variant SKU": "'00042",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "3",
    "Variant Inventory Policy": "deny",
    "Variant Price": "49.00",
    "Variant Compare At Price": "69.00",
    "Variant Barcode": "'4006381333931",
    "Image Src": CDN + "side.jpg",
    "Image Position": "2",
    "Image Alt Text": "From the side",
    "Variant Image": "",
    "Status": "active",
}
RED: Row = {
    "Handle": "canvas-shoe",
    "Option1 Value": "Red",
    "Option2 Value": "42",
    "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "0",
    "Variant Inventory Policy": "continue",
    "Variant Price": "49.00",
    "Image Src": CDN + "top.jpg",
    "Image Position": "1",
    "Variant Image": CDN + "red.jpg",
}
ONE_MORE_PHOTO: Row = {
    "Handle": "canvas-shoe",
    "Image Src": CDN + "sole.jpg",
    "Image Position": "3",
}
MUG: Row = {
    "Handle": "mug",
    "Title": "Mug",
    "Option1 Name": "Title",
    "Option1 Value": "Default Title",
    "Variant Price": "9.50",
}
# Current column names by their former names.
CURRENT = {
    "Handle": "URL handle",
    "Body (HTML)": "Description",
    "Published": "Published on online store",
    "Variant SKU": "SKU",
    "Variant Barcode": "Barcode",
    "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price",
    "Variant Inventory Tracker": "Inventory tracker",
    "Variant Inventory Qty": "Inventory quantity",
    "Variant Inventory Policy": "Continue selling when out of stock",
    "Image Src": "Product image URL",
    "Variant Image": "Variant image URL",
}


def with_current_columns(row: Row) -> Row:
    return {CURRENT.get(column, column): cell for column, cell in row.items()}
