"""The accounts of the demo, one per role. They can log in only while DEMO is set."""

from django.utils.translation import gettext_lazy as _

PASSWORD = "ppi-demo"  # noqa: S105 - shown on the demo's login page

DOMAIN = "ppi4waste.example"

# (address, role); the seed gives each its places on teams
ACCOUNTS = [
    (f"coordinator@{DOMAIN}", _("Coordinator, IAT")),
    (f"wp4.lead@{DOMAIN}", _("Leads work package 4, OBCP")),
    (f"iclei@{DOMAIN}", _("Schedules the trainings, ICLEI")),
    (f"zagreb@{DOMAIN}", _("Runs the Zagreb training")),
    (f"partner@{DOMAIN}", _("Partner who reports")),
    (f"buyer@{DOMAIN}", _("Public buyer, registers")),
    (f"sur@{DOMAIN}", _("Core buyer, commits")),
    (f"reader@{DOMAIN}", _("Project officer, reads")),
    (f"admin@{DOMAIN}", _("Administers the portal")),
]
