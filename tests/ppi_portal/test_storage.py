"""Where files lie follows from one setting. That a server answers is not tried here."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from ppi_portal.storage import FOLDER, storage_at


def test_without_a_setting_it_is_the_folder():
    assert storage_at("") == FOLDER


def test_a_bucket_is_private_and_never_overwrites():
    assert storage_at("s3://KEY:a%2Fb@s3.example.org:9000/files?region=eu-central-1") == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": "KEY",
            "secret_key": "a/b",
            "endpoint_url": "https://s3.example.org:9000",
            "bucket_name": "files",
            "region_name": "eu-central-1",
            "addressing_style": "path",
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": False,
        },
    }


def test_without_tls_only_when_it_is_said():
    options = storage_at("s3+http://k:s@127.0.0.1:9000/files")["OPTIONS"]
    assert (options["endpoint_url"], options["region_name"]) == ("http://127.0.0.1:9000", None)


@pytest.mark.parametrize(
    "url", ["https://s3.example.org/files", "s3://k:s@host", "s3://k:s@host/a/b", "s3:///files"]
)
def test_what_cannot_be_meant_is_refused_at_the_start(url):
    with pytest.raises(ImproperlyConfigured, match="STORAGE_URL has to look like"):
        storage_at(url)
