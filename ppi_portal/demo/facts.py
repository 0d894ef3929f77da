"""The facts of the demo project, in its real time (M1 = January 2015).

Real are the project, its partners, WP4 with T4.1 and T4.2, the Bilbao training and the plan of the
four regional trainings. The other work packages, the deliverables, the milestones, the venues and
the people are invented, and marked as illustrative where they are shown.
"""

from datetime import date

SUMMARY = """\
PPI4Waste promoted the public procurement of innovation in waste treatment and resource \
efficiency. Eight partners from six countries brought public buyers together, found the needs that \
they share, and prepared joint or coordinated procurement across borders.

This is the demo: the project is moved to today. Work package 4, its two tasks and its trainings \
follow the grant agreement; what is marked as illustrative is invented, and so are comments and \
files."""

# number, key, legal name, short name, type, country, city, zone, demo account, its function
PARTNERS = [
    (1, "iat", "Andalusian Institute of Technology", "IAT", "REC", "ES", "Seville",
     "Europe/Madrid", "coordinator", "Coordinator"),
    (2, "iclei", "ICLEI European Secretariat", "ICLEI", "NET", "DE", "Freiburg",
     "Europe/Berlin", "iclei", "Training manager"),
    (3, "zagreb", "Zagreb City Holding", "ZGH", "PUB", "HR", "Zagreb",
     "Europe/Zagreb", "zagreb", "Training organiser"),
    (4, "obcp", "University of Zaragoza, Public Procurement Observatory", "UNIZAR-OBCP", "HES",
     "ES", "Zaragoza", "Europe/Madrid", "wp4.lead", "Leader of work package 4"),
    (5, "acr", "Association of Cities and Regions for sustainable Resource management", "ACR+",
     "NET", "BE", "Brussels", "Europe/Brussels", "acr", "Communication officer"),
    (6, "sur", "Mancomunidad del Sur", "Mancomunidad del Sur", "PUB", "ES", "Madrid region",
     "Europe/Madrid", "sur", "Head of procurement"),
    (7, "sp", "SP Technical Research Institute of Sweden", "SP", "REC", "SE", "Borås",
     "Europe/Stockholm", "partner", "Researcher"),
    (8, "rws", "Rijkswaterstaat", "Rijkswaterstaat", "PUB", "NL", "Utrecht",
     "Europe/Amsterdam", "", ""),
]  # fmt: skip

# number, title, lead, first and last month, illustrative
WORK_PACKAGES = [
    ("1", "Management", "iat", 1, 33, True),
    ("2", "Common needs of public buyers", "sp", 1, 15, True),
    ("3", "Networking and market dialogue", "iclei", 4, 30, True),
    ("4", "Collaborative activities and building capacity for preparation of coordinated public "
     "procurement for innovative solutions", "obcp", 10, 30, False),
    ("5", "Dissemination and communication", "acr", 1, 33, True),
]  # fmt: skip

WP4_OBJECTIVES = """\
To assess a feasibility plan for cross-border public procurement of innovation and to prepare \
joint or coordinated procurement.
To use budgets and financing instruments strategically.
To assess risks and to agree on a risk reduction strategy.
To spread knowledge of PPI practice and the skills to take up a PPI process.
To foster the purchase of better products and the faster delivery of services."""

WP4_DESCRIPTION = """\
Led by the University of Zaragoza; all partners support. Task 4.1 prepares a real procurement for \
the core buyers and the buyer group, task 4.2 trains the members of the group."""

# number, title, description, lead, contributors, first and last month, progress, illustrative
TASKS = [
    ("1.1", "Coordination and reporting", "", "iat", "", 1, 33, 60, True),
    ("2.1", "Survey of common needs", "", "sp", "sur zagreb", 2, 9, 100, True),
    ("2.2", "State of the art and targeted improvements", "", "rws", "sp", 6, 15, 100, True),
    ("3.1", "Meet-the-market events", "Zaragoza, Utrecht, Zagreb and Brussels.", "iclei",
     "obcp rws zagreb acr", 12, 18, 100, True),
    ("3.2", "Network of public buyers", "", "acr", "iclei", 6, 30, 55, True),
    ("4.1", "Feasibility plan for a real/concrete public procurement",
     "Contract models, financing modelling of different approaches and a risk reduction strategy, "
     "for the core buyers and the buyer group.", "obcp", "sur zagreb iclei sp", 10, 26, 45, False),
    ("4.2", "Participation of the buyer group in capacity building activities",
     "Training on PPI for the members of the buyer group: a training for trainers and four "
     "regional trainings.", "iclei", "iat sp zagreb", 14, 26, 35, False),
    ("5.1", "Website and newsletters", "", "acr", "iat", 1, 33, 65, True),
]  # fmt: skip

# number, work package, title, lead, due month, exact day, level, how far it has come
DELIVERABLES = [
    ("1.1", "1", "Project handbook", "iat", 3, None, "CO", "accepted"),
    ("1.2", "1", "Report of the third project board", "iat", 20, None, "CO", "pending"),
    ("2.1", "2", "Common needs of public buyers", "sp", 10, None, "PU", "accepted"),
    ("2.2", "2", "State of the art of solutions", "rws", 15, None, "PU", "submitted"),
    ("3.1", "3", "Report of the meet-the-market events", "iclei", 19, None, "PU", "submitted"),
    ("3.2", "3", "Lessons from the market dialogue", "sp", 19, None, "PU", "pending"),
    ("4.1", "4", "Contract and financial assessment model", "obcp", 21, None, "PU", "draft"),
    ("4.2", "4", "Risk reduction strategy", "obcp", 24, None, "CO", "pending"),
    ("4.3", "4", "Training material", "iclei", 21, date(2016, 9, 9), "PU", "draft"),
    ("4.4", "4", "Report of the regional trainings", "iclei", 25, None, "PU", "pending"),
    ("5.1", "5", "Communication plan", "acr", 4, None, "PU", "accepted"),
    ("5.2", "5", "Third newsletter", "acr", 22, None, "PU", "pending"),
]  # fmt: skip

# number, title, work packages, lead, due month, means of verification, achieved on
MILESTONES = [
    ("1", "Common needs agreed by the core buyers", "2 4", "sp", 12, "Minutes of the project board",
     date(2015, 12, 10)),
    ("2", "Trainers trained", "4", "iclei", 16, "Signed attendance sheet", date(2016, 4, 26)),
    ("3", "Financing scenarios compared", "4", "obcp", 22, "Draft of the assessment model", None),
    ("4", "Four regional trainings held", "4", "iclei", 23, "Attendance sheets", None),
]  # fmt: skip

GROUP = "Bulky waste buyers"
GROUP_PURPOSE = """\
Better collection and sorting of bulky waste, bought together or in step by public buyers of \
several countries."""

# short name, legal name, country, city, zone, tier, address of its person, function
MEMBERS = [
    ("sur", "", "", "", "Europe/Madrid", "core", "sur", "Head of procurement"),
    ("zagreb", "", "", "", "Europe/Zagreb", "core", "zagreb", "Training organiser"),
    ("City of Split", "City of Split", "HR", "Split", "Europe/Zagreb", "authority", "buyer",
     "Procurement officer"),
    ("City of Rijeka", "City of Rijeka", "HR", "Rijeka", "Europe/Zagreb", "authority", "rijeka",
     "Waste officer"),
    ("City of Osijek", "City of Osijek", "HR", "Osijek", "Europe/Zagreb", "authority", "osijek",
     "Procurement officer"),
    ("City of Varaždin", "City of Varaždin", "HR", "Varaždin", "Europe/Zagreb", "authority",
     "varazdin", "Head of utilities"),
    ("Göteborg", "City of Gothenburg", "SE", "Göteborg", "Europe/Stockholm", "authority",
     "goteborg", "Circular economy lead"),
    ("City of Freiburg", "City of Freiburg", "DE", "Freiburg", "Europe/Berlin", "authority",
     "freiburg", "Procurement officer"),
    ("Diputación de Sevilla", "Provincial Council of Seville", "ES", "Seville", "Europe/Madrid",
     "authority", "sevilla", "Contracting officer"),
    ("City of Ghent", "City of Ghent", "BE", "Ghent", "Europe/Brussels", "follower", "ghent",
     "Sustainability officer"),
    ("Waste Agency of Catalonia", "Waste Agency of Catalonia", "ES", "Barcelona", "Europe/Madrid",
     "observer", "", ""),
]  # fmt: skip

# More people of the Croatian members, so that the Zagreb training has faces: (address, member)
COLLEAGUES = [
    ("zagreb.waste", "zagreb"), ("zagreb.finance", "zagreb"), ("split.waste", "City of Split"),
    ("split.legal", "City of Split"), ("rijeka.legal", "City of Rijeka"),
    ("osijek.waste", "City of Osijek"), ("varazdin.waste", "City of Varaždin"),
]  # fmt: skip

# Around the buyer group: address of its person, city, legal name, country, zone
COMMUNITY = [
    ("zadar", "Zadar", "Grad Zadar", "HR", "Europe/Zagreb"),
    ("pula", "Pula", "Grad Pula", "HR", "Europe/Zagreb"),
    ("malmo", "Malmö", "Malmö stad", "SE", "Europe/Stockholm"),
    ("uppsala", "Uppsala", "Uppsala kommun", "SE", "Europe/Stockholm"),
    ("linkoping", "Linköping", "Linköpings kommun", "SE", "Europe/Stockholm"),
    ("jonkoping", "Jönköping", "Jönköpings kommun", "SE", "Europe/Stockholm"),
    ("zaragoza", "Zaragoza", "Ayuntamiento de Zaragoza", "ES", "Europe/Madrid"),
    ("cordoba", "Córdoba", "Ayuntamiento de Córdoba", "ES", "Europe/Madrid"),
    ("malaga", "Málaga", "Ayuntamiento de Málaga", "ES", "Europe/Madrid"),
    ("valladolid", "Valladolid", "Ayuntamiento de Valladolid", "ES", "Europe/Madrid"),
    ("karlsruhe", "Karlsruhe", "Stadt Karlsruhe", "DE", "Europe/Berlin"),
    ("stuttgart", "Stuttgart", "Landeshauptstadt Stuttgart", "DE", "Europe/Berlin"),
    ("mannheim", "Mannheim", "Stadt Mannheim", "DE", "Europe/Berlin"),
    ("frankfurt", "Frankfurt", "Stadt Frankfurt am Main", "DE", "Europe/Berlin"),
]

MODULES = """\
The project and its buyers
Needs that public buyers share
What public procurement of innovation is
The case of bulky waste
Performance-based contracts
Where to find more"""

# slug, title, organiser, city, venue, country, zone, language, day; no day: not fixed yet
REGIONAL = [
    ("zagreb", "Regional training Zagreb", "zagreb", "Zagreb", "City Hall annexe", "HR",
     "Europe/Zagreb", "Croatian", date(2016, 9, 22)),
    ("boras", "Regional training Borås", "sp", "Borås", "SP campus", "SE",
     "Europe/Stockholm", "Swedish", date(2016, 10, 4)),
    ("seville", "Regional training Seville", "iat", "Seville", "Technology park", "ES",
     "Europe/Madrid", "Spanish", date(2016, 10, 27)),
    ("freiburg", "Regional training Freiburg", "iclei", "Freiburg", "", "DE",
     "Europe/Berlin", "German", None),
]  # fmt: skip

BILBAO = (date(2016, 4, 25), date(2016, 4, 26))  # Monday and Tuesday

# Who has registered for which training so far
REGISTERED = {
    "zagreb": ("rijeka", "osijek", "varazdin", "zagreb.waste", "zagreb.finance", "split.waste",
               "split.legal", "rijeka.legal", "osijek.waste", "varazdin.waste", "zagreb"),
    "boras": ("goteborg",),
    "seville": ("sevilla", "sur"),
}  # fmt: skip
