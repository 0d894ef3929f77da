from django.urls import path

from trainings.urls.trainings import PROGRAMME, TRAINING
from trainings.views import agenda, cloning, modules

MODULE = f"{PROGRAMME}modules/<int:pk>/"
ITEM = f"{TRAINING}agenda/<int:pk>/"

urlpatterns = [
    # What each training of a programme teaches
    path(f"{PROGRAMME}modules/new/", modules.new_module, name="module_new"),
    path(MODULE, modules.edit_module, name="module"),
    path(f"{MODULE}move/", modules.move_module, name="module_move"),
    path(f"{MODULE}retire/", modules.retire_module, name="module_retire"),
    path(f"{MODULE}teach/", modules.teach_module, name="module_teach"),
    # What happens at one, who teaches, and who hosts it with the organiser
    path(f"{TRAINING}agenda/", agenda.agenda, name="agenda"),
    path(f"{TRAINING}agenda/modules/", agenda.add_modules, name="agenda_modules"),
    path(ITEM, agenda.edit_item, name="agenda_item"),
    path(f"{ITEM}move/", agenda.move_item, name="agenda_move"),
    path(f"{ITEM}remove/", agenda.remove_item, name="agenda_remove"),
    path(f"{TRAINING}trainers/new/", agenda.new_trainer, name="trainer_new"),
    path(f"{TRAINING}trainers/<int:pk>/", agenda.edit_trainer, name="trainer"),
    path(f"{TRAINING}trainers/<int:pk>/remove/", agenda.remove_trainer, name="trainer_remove"),
    path(f"{TRAINING}cohosts/new/", agenda.new_cohost, name="cohost_new"),
    path(f"{TRAINING}cohosts/<int:pk>/", agenda.edit_cohost, name="cohost"),
    path(f"{TRAINING}cohosts/<int:pk>/remove/", agenda.remove_cohost, name="cohost_remove"),
    path(f"{TRAINING}copy/", cloning.clone, name="clone"),
]
