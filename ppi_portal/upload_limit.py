"""No upload fills the disk: it stands before Django's own upload handlers (settings)."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class UploadLimit(FileUploadHandler):
    """Of a file that is too large the rest is thrown away as it comes in.

    What is kept is larger than the limit by a chunk at most: enough for the form to see it and to
    say so, with all that was typed beside it.
    """

    def receive_data_chunk(self, raw_data, start):
        return raw_data if start <= settings.MAX_UPLOAD_MB * 1024 * 1024 else None

    def file_complete(self, file_size):
        """The handlers behind it keep the file."""
