"""What every reader inside the box raises: a word that the outside has a sentence for."""


class Broken(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word
