"""Why a file that could be opened cannot be printed: a word, for which `words` has a sentence."""


class Unprintable(Exception):
    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word
