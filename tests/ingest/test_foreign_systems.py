"""An export of a shop system that cannot be read is named, with what to export instead."""

import pytest

from catalog.ingest.problems import FeedError
from tests.ingest.reading import read_feed

HEADERS = {
    "Magento 2": "sku,store_view_code,attribute_set_code,product_type,categories,product_websites,"
    "name,description,price,base_image",
    "Wix": "handleId,fieldType,name,description,productImageUrl,collection,sku,price,visible",
    "BigCommerce": "Item Type,Product ID,Product Name,Product Type,Product Code/SKU,Price,Category",
    "Etsy": "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,SKU",
    "OpenCart": "product_id,name(en-gb),categories,sku,model,manufacturer,image_name,price",
    "PrestaShop": 'Product ID,Active (0/1),Name *,"Categories (x,y,z...)",Price tax excluded',
}


@pytest.mark.parametrize("system", HEADERS)
def test_the_export_of_a_known_system_is_named_with_the_fix(system: str) -> None:
    with pytest.raises(FeedError, match=rf"export of {system}.*upload that"):
        read_feed(HEADERS[system].encode() + b"\n1,2,3\n")


def test_a_wordpress_export_is_named() -> None:
    item = (
        "<item><title>Mug</title><wp:post_id>7</wp:post_id><wp:status>publish</wp:status>"
        "<wp:post_type>product</wp:post_type></item>"
    )
    data = f'<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>{item}</channel></rss>'
    with pytest.raises(FeedError, match=r"WordPress.*with WooCommerce"):
        read_feed(data.encode())
