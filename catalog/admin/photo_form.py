"""The form of a product photo: either an uploaded file, decoded at once, or a web address."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from catalog.admin.base import ModelForm
from catalog.admin.form_fields import WebAddressField
from catalog.files.renditions import delete_photo_on_commit
from catalog.ingest.photos.storage import store_picture
from catalog.models import Photo, Revalidation
from catalog.pictures.picture import DecodingBusy, Picture, PictureError, decode_picture

# Seconds that an upload waits while other photos are decoded. Long, because merchants are few and
# would otherwise have to fill in the form again.
PATIENCE = 20.0


class PhotoForm(ModelForm[Photo]):
    upload = forms.FileField(
        required=False, label="Photo file", help_text="JPEG, PNG, WebP, GIF, HEIC or AVIF."
    )

    class Meta:
        model = Photo
        fields = ("source_url", "alt", "position")
        field_classes = {"source_url": WebAddressField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._picture: Picture | None = None
        # A feed identifies a photo by its address, so it cannot change.
        if "source_url" in self.fields:
            self.fields["source_url"].disabled = self.instance.pk is not None
            self.fields["source_url"].label = "or its web address"

    def clean_upload(self) -> None:
        upload: UploadedFile[Any] | None = self.cleaned_data.get("upload")
        if upload is None:
            return
        if (upload.size or 0) > settings.SHOP_MAX_PHOTO_BYTES:
            limit = settings.SHOP_MAX_PHOTO_BYTES // 1024**2
            raise forms.ValidationError(f"The photo is larger than {limit} MB. Make it smaller.")
        try:
            self._picture = decode_picture(upload.read(), timeout=PATIENCE)
        except (PictureError, DecodingBusy) as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        source = self._picture or self.cleaned_data.get("source_url") or self.instance.pk
        if not source and not self.errors:
            raise forms.ValidationError("Choose a photo file, or give its web address.")
        return cleaned

    def save(self, commit: bool = True) -> Photo:
        if self._picture is not None:
            _replace_file(self.instance, self._picture)
        return super().save(commit)


def _replace_file(photo: Photo, picture: Picture) -> None:
    """Store the picture as the photo's file.

    Raises StorageError. Nothing is saved then, and the old file stays.
    """
    stored = store_picture(picture)
    delete_photo_on_commit(photo.file.name)
    stored.fill(photo)
    photo.is_replaced = photo.pk is not None
    photo.attempts, photo.due_at = 0, timezone.now()
    # What is known of the address is not true of this file.
    photo.revalidation, photo.checked_at = Revalidation.NONE, None
    photo.source_sha256 = photo.etag = photo.last_modified = ""
