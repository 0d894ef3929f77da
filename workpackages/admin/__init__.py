from . import baselines, items, saved_filters

__all__ = ["baselines", "items", "saved_filters"]
