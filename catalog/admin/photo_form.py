"""The form of a product photo: either an uploaded file, decoded at once, or a web address."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from catalog.admin.base import ModelForm
from catalog.admin.form_fields import WebAddressField
from catalog.ingest.photos.by_hand import replace_file
from catalog.models import Photo
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
            replace_file(self.instance, self._picture)
        return super().save(commit)
