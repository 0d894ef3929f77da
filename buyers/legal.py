"""What each form of procurement and each contract model is, in a sentence, and where it is set.

Articles are those of Directive 2014/24/EU unless another is named. A reminder for buyers, no legal
advice: the national law of each of them decides.
"""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from buyers.models.options import Contract, Form, Question


class Explained(NamedTuple):
    article: str
    words: str


FORMS = {
    Form.JOINT: Explained(
        "Art. 38",
        _(
            "One procedure for all. Wholly joint means jointly responsible; where only a part is "
            "joint, for that part alone. One authority may act for the others, with a mandate of "
            "each."
        ),
    ),
    Form.CROSS_BORDER: Explained(
        "Art. 39",
        _(
            "Buyers of several countries in one procedure. An agreement fixes who is responsible "
            "for what, whose national law applies, the organisation, and how supplies and "
            "contracts are distributed. It may not be used to avoid mandatory national rules."
        ),
    ),
    Form.CENTRAL: Explained(
        "Art. 37",
        _(
            "A central purchasing body buys for the others, or awards contracts that they use. It "
            "may ask a fee."
        ),
    ),
    Form.COORDINATED: Explained(
        "",
        _(
            "Common specifications, market consultation and calendar, and a tender and a contract "
            "of each buyer. No article provides for it: each stays responsible for its own."
        ),
    ),
    Form.FRAMEWORK: Explained(
        "Art. 33",
        _(
            "One buyer concludes a framework agreement that the others, named beforehand, may use "
            "by call-offs; normally for four years at most."
        ),
    ),
}
CONTRACTS = {
    Contract.SUPPLY: Explained("Art. 2(1)(8)", _("Products are bought, leased or rented.")),
    Contract.SERVICE: Explained("Art. 2(1)(9)", _("A service is provided, for a price.")),
    Contract.WORKS: Explained("Art. 2(1)(6)", _("Something is built, or designed and built.")),
    Contract.MIXED: Explained(
        "Art. 3", _("Supplies, services and works in one: the main subject decides on the rules.")
    ),
    Contract.FRAMEWORK: Explained(
        "Art. 33",
        _(
            "Terms for later contracts with one supplier or several, with or without reopening "
            "competition; normally for four years at most."
        ),
    ),
    Contract.PARTNERSHIP: Explained(
        "Art. 31",
        _("Development in phases with targets, and the purchase of what comes out, in one."),
    ),
    Contract.DIALOGUE: Explained(
        "Art. 30", _("Solutions are discussed with the candidates before they make their offers.")
    ),
    Contract.OUTCOME: Explained(
        "", _("Paid is what is reached: indicators, with a bonus and a malus.")
    ),
    Contract.AS_A_SERVICE: Explained(
        "", _("The supplier keeps, runs and renews the equipment; the buyer pays for its use.")
    ),
    Contract.LEASE: Explained("", _("Equipment for instalments, with or without taking it over.")),
    Contract.PAY_PER_USE: Explained("", _("A price for each unit of use, and no investment.")),
    Contract.CONCESSION: Explained(
        "Directive 2014/23/EU",
        _(
            "The supplier may exploit the works or services, and bears the risk of their use; also "
            "design, build and operate, with or without finance."
        ),
    ),
    Contract.PILOT: Explained(
        "", _("A small purchase first, and an option on the rest once it has proved itself.")
    ),
    Contract.LOTS: Explained("Art. 46", _("Parts that different suppliers can win.")),
    Contract.PCP: Explained(
        "Art. 14",
        _(
            "Research and development bought in phases from several suppliers; what comes out is "
            "tendered afterwards."
        ),
    ),
}
OF = {Question.FORM: FORMS, Question.CONTRACT: CONTRACTS}
