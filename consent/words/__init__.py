from consent.words.vocabulary import Answer, Capacity, Identity, Material, Purpose

__all__ = ["Answer", "Capacity", "Identity", "Material", "Purpose"]
