from workpackages.admin import effort, items

__all__ = ["effort", "items"]
