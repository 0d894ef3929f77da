"""The catalogues of words that gettext looks through for each word of a page."""

from gettext import GNUTranslations


def drop_empty_fallbacks(catalogue: GNUTranslations) -> None:
    """Ask no catalogue without a word; what is said stays the same.

    The portal is written in English, so a word of it is found in no catalogue and gettext asks all
    fallbacks. Of `en-gb` these are the `en` of Django and of four of its apps, all of them empty:
    they were more than half of what a word cost, 130 times on the page of the plan.
    """
    while fallback := catalogue._fallback:
        if isinstance(fallback, GNUTranslations) and not any(fallback._catalog.keys()):
            catalogue._fallback = fallback._fallback  # its one key was "", the head of the file
        else:
            catalogue = fallback
