from . import baselines, codes, items, meetings, reviews, risks, saved_filters

__all__ = ["baselines", "codes", "items", "meetings", "reviews", "risks", "saved_filters"]
