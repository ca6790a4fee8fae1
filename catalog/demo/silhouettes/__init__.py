"""The drawings, one function per kind of product."""

from collections.abc import Callable
from typing import Final

from catalog.demo.drawing import Drawing
from catalog.demo.silhouettes import (
    accessories, bags, bottoms, dresses, footwear, furniture, headwear, outerwear, tableware, tops,
)  # fmt: skip
from catalog.demo.world import Design

Silhouette = Callable[[Design], Drawing]

SILHOUETTES: Final[dict[str, Silhouette]] = {
    "t-shirt": tops.t_shirt,
    "tank top": tops.tank_top,
    "shirt": tops.shirt,
    "blouse": tops.blouse,
    "polo shirt": tops.polo_shirt,
    "hoodie": tops.hoodie,
    "sweater": tops.sweater,
    "cardigan": tops.cardigan,
    "jacket": outerwear.jacket,
    "coat": outerwear.coat,
    "vest": outerwear.vest,
    "dress": dresses.dress,
    "jumpsuit": dresses.jumpsuit,
    "skirt": dresses.skirt,
    "trousers": bottoms.trousers,
    "jeans": bottoms.jeans,
    "shorts": bottoms.shorts,
    "leggings": bottoms.leggings,
    "sneakers": footwear.sneakers,
    "boots": footwear.boots,
    "sandals": footwear.sandals,
    "heels": footwear.heels,
    "loafers": footwear.loafers,
    "backpack": bags.backpack,
    "tote bag": bags.tote_bag,
    "handbag": bags.handbag,
    "suitcase": bags.suitcase,
    "cap": headwear.cap,
    "beanie": headwear.beanie,
    "sun hat": headwear.sun_hat,
    "scarf": accessories.scarf,
    "gloves": accessories.gloves,
    "socks": accessories.socks,
    "tie": accessories.tie,
    "belt": accessories.belt,
    "watch": accessories.watch,
    "sunglasses": accessories.sunglasses,
    "umbrella": accessories.umbrella,
    "mug": tableware.mug,
    "teapot": tableware.teapot,
    "plate": tableware.plate,
    "bowl": tableware.bowl,
    "vase": tableware.vase,
    "cushion": tableware.cushion,
    "table lamp": furniture.table_lamp,
    "floor lamp": furniture.floor_lamp,
    "chair": furniture.chair,
    "armchair": furniture.armchair,
    "stool": furniture.stool,
    "table": furniture.table,
    "sofa": furniture.sofa,
    "bookcase": furniture.bookcase,
    "rug": furniture.rug,
}
