from evidence.coding.views import facts, workbench

__all__ = ["facts", "workbench"]
