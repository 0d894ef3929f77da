from . import baselines, codes, items, reviews, saved_filters

__all__ = ["baselines", "codes", "items", "reviews", "saved_filters"]
