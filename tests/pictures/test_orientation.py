"""Photos come out upright, whether EXIF or HEIC properties give the orientation."""

import pytest
from PIL import Image

from catalog.pictures.picture import decode_picture
from tests.pictures.photos import encoded, quadrants
from tests.pictures.test_picture import difference


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_orientation_is_made_upright(orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = quadrants()
    if orientation in undo:
        stored = stored.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = decode_picture(encoded(stored, "JPEG", exif=exif, quality=95)).image
    assert difference(upright, quadrants()) < 3


@pytest.mark.parametrize("name", ["HEIF", "AVIF"])
def test_exif_does_not_rotate_again_what_irot_has_rotated(name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = quadrants().transpose(Image.Transpose.ROTATE_90)
    stored.info["exif"] = exif.tobytes()  # for HEIF; Pillow's AVIF encoder takes an option
    data = encoded(stored, name, **({"exif": exif} if name == "AVIF" else {}))
    assert b"irot" in data
    assert difference(decode_picture(data).image, quadrants()) < 4


def test_heic_with_exif_orientation_only_is_made_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(quadrants().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif)
    assert b"irot" not in data
    assert difference(decode_picture(data).image, quadrants()) < 4
