"""What is said and handed in stands under the address of its item: /projects/x/d4.1/comment/."""

import re

from django.urls import path, register_converter

from workpackages.models import Deliverable, Meeting, Milestone, Review, Risk, Task, WorkPackage
from workpackages.views import files, talk

CODED = {
    model.PREFIX.lower(): model
    for model in (WorkPackage, Task, Deliverable, Milestone, Review, Risk)
}
MEETINGS = "meetings/"
CODE = rf"({'|'.join(CODED)})(\d+(?:\.\d+)*[a-z]?)"


class HolderConverter:
    """Where an item with a dossier stands in its project; the view gets its model and name."""

    regex = rf"(?:{'|'.join(CODED)})\d+(?:\.\d+)*[a-z]?|{MEETINGS}[-\w]+"

    def to_python(self, value):
        if value.startswith(MEETINGS):
            return Meeting, value.removeprefix(MEETINGS)
        prefix, number = re.fullmatch(CODE, value).groups()
        return CODED[prefix], number

    def to_url(self, value):
        return value.lower()


register_converter(HolderConverter, "holder")

HOLDER = "projects/<slug:slug>/<holder:holder>/"
COMMENT = HOLDER + "comment/<int:pk>/"
FILE = HOLDER + "files/<int:pk>/"

urlpatterns = [
    path(HOLDER + "comment/", talk.comment, name="comment"),
    path(COMMENT + "change/", talk.change_comment, name="change_comment"),
    path(COMMENT + "take-back/", talk.take_back_comment, name="take_back_comment"),
    path(HOLDER + "follow/", talk.follow, name="follow"),
    path(HOLDER + "files/new/", files.upload, name="upload"),
    path(FILE + "<int:number>/", files.download, name="download"),
    path(FILE + "take-out/", files.take_out, name="take_out_file"),
    path(FILE + "put-back/", files.put_back, name="put_back_file"),
]
