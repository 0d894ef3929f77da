"""Where uploaded files lie: in a folder, or with STORAGE_URL in a bucket that speaks S3."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FOLDER = {"BACKEND": "django.core.files.storage.FileSystemStorage"}  # MEDIA_ROOT
SCHEMES = {"s3": "https", "s3+http": "http"}


def storage_at(url: str) -> dict:
    """The entry of STORAGES for `s3://key:secret@host/bucket?region=eu-central-1`.

    `s3+http` speaks without TLS, to a server beside the portal. Every file is private: the portal
    hands it out itself, after it has asked the right.
    """
    if not url:
        return FOLDER
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not parts.hostname or not bucket or "/" in bucket:
        raise ImproperlyConfigured(
            "STORAGE_URL has to look like s3://key:secret@s3.example.org/bucket."
        )
    host = parts.netloc.rpartition("@")[2]
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"{SCHEMES[parts.scheme]}://{host}",
            "bucket_name": bucket,
            "region_name": parse_qs(parts.query).get("region", [None])[0],
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
        },
    }
