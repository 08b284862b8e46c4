"""Walks a DOCX body so that nothing said is lost: tracked insertions, content controls,
tables and text boxes count; deleted text and fallback copies of a shape do not."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def paragraphs(element):
    """Yields a list of lines for a paragraph, a tuple of cell texts for a table row."""
    for child in element:
        if child.tag == f"{W}p":
            yield lines(child)
        elif child.tag == f"{W}tr":
            cells = (
                "\n".join(text for text in map(joined, cell.iter(f"{W}p")) if text) for cell in child.iter(f"{W}tc")
            )
            yield tuple(cells)
        elif child.tag not in (f"{W}sectPr", f"{W}tblPr", FALLBACK) and isinstance(child.tag, str):
            yield from paragraphs(child)


def lines(paragraph) -> list[str]:
    return joined(paragraph).split("\n")


def joined(paragraph) -> str:
    return "".join(pieces(paragraph)).strip()


def pieces(element):
    for child in element:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag == f"{W}tab":
            yield "\t"
        elif child.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif child.tag == f"{W}noBreakHyphen":
            yield "-"
        elif child.tag not in (f"{W}pPr", f"{W}rPr", f"{W}del", f"{W}moveFrom", FALLBACK) and isinstance(
            child.tag, str
        ):
            yield from pieces(child)
            if child.tag == f"{W}p":  # a paragraph of a text box
                yield "\n"
