from . import items, meetings, risks

__all__ = ["items", "meetings", "risks"]
