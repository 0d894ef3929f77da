"""Where files lie follows from one setting: a folder, or a bucket, tried on a real S3 server."""

from urllib.request import urlopen

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile

from ppi_portal.storage import FOLDER, storage_at
from records.models import File, Version
from tests.records import samples

NEW = "/projects/ppi4test/d4.1/files/new/"


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


# --- A real bucket -------------------------------------------------------------------------------


@pytest.fixture
def bucket(settings):
    """An empty bucket on a server of the test's own, and the portal set to it."""
    import boto3  # these two take a second to import: only here
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _host, port = server.get_host_and_port()
    account = {"aws_access_key_id": "key", "aws_secret_access_key": "secret"}
    url = f"http://127.0.0.1:{port}"
    made = boto3.resource("s3", endpoint_url=url, region_name="eu-central-1", **account).Bucket(
        "files"
    )
    made.create(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    stored = storage_at(f"s3+http://key:secret@127.0.0.1:{port}/files?region=eu-central-1")
    settings.STORAGES = settings.STORAGES | {"default": stored}
    yield made
    urlopen(f"{url}/moto-api/reset", data=b"").close()  # what it holds would outlive it
    server.stop()


def send(client, name="draft.pdf"):
    upload = SimpleUploadedFile(name, samples.PDF)
    return client.post(NEW, {"note": "for review", "whole": "yes", "upload": upload})


def test_a_file_goes_through_the_portal_into_the_bucket_and_back(world, login, bucket):
    client = login(world.partner)
    assert send(client).status_code == 302
    version = Version.objects.get()
    [held] = bucket.objects.all()
    assert held.key == version.content.name
    assert "draft" not in held.key
    assert held.get()["Body"].read() == samples.PDF
    owner = held.Acl().owner["ID"]
    assert [grant["Grantee"].get("ID") for grant in held.Acl().grants] == [owner]
    download = client.get(f"/projects/ppi4test/d4.1/files/{version.file.pk}/1/")
    assert b"".join(download.streaming_content) == samples.PDF
    assert download["Content-Type"] == "application/pdf"


def test_a_bucket_that_is_gone_leaves_no_row_and_says_so(world, login, bucket):
    bucket.delete()
    page = send(login(world.partner))
    assert page.context["form"].errors == {
        "upload": ["The file could not be stored. Please try again in a few minutes."]
    }
    assert page.context["form"]["note"].value() == "for review"
    assert not File.objects.exists()
