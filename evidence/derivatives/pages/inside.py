"""Draws pages of a PDF, or of a picture file with several, inside the box.

Arguments: the first page to draw and how many. To files: `page-0001.webp`, …, and
`report.json` {"error", "pages": all there are, "drawn": {"1": [width, height]}, "small": [width, height]}; of a PDF
also its first page as `thumbnail.webp` (a picture file has its own).
A page that cannot be drawn is missing among the drawn; the others are drawn all the same.
"""

import json
import sys

import pypdfium2
import pyvips

INPUT, OUT = "/work/input", "/work/out/"
DPI, LONGEST, SMALL = 150, 3000, 320
QUALITY = 80


def main() -> None:
    first, number = int(sys.argv[1]), int(sys.argv[2])
    report = {"error": "", "pages": 0, "drawn": {}, "small": [], "version": str(pypdfium2.PYPDFIUM_INFO)}
    with open(INPUT, "rb") as source:
        is_pdf = b"%PDF-" in source.read(1024)
    try:
        (pdf if is_pdf else picture)(report, first, number)
    except pypdfium2.PdfiumError as problem:
        report["error"] = "locked" if "password" in str(problem).lower() else "pages"
    except pyvips.Error:
        report["error"] = "pages"
    with open(OUT + "report.json", "w") as target:
        json.dump(report, target)


def pdf(report: dict, first: int, number: int) -> None:
    document = pypdfium2.PdfDocument(INPUT)
    report["pages"] = len(document)
    for index in range(first - 1, min(len(document), first - 1 + number)):
        try:
            page = document[index]
            scale = min(DPI / 72, LONGEST / max(*page.get_size(), 1))
            bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
            drawn = pyvips.Image.new_from_array(bitmap.to_numpy(), interpretation="srgb")
            keep(report, index + 1, drawn)
            if index == 0:
                keep_small(report, drawn)
        except (pypdfium2.PdfiumError, pyvips.Error, ValueError):
            continue


def picture(report: dict, first: int, number: int) -> None:
    head = pyvips.Image.new_from_file(INPUT, access="sequential", fail_on="none")
    report["pages"] = head.get("n-pages") if head.get_typeof("n-pages") else 1
    for index in range(first - 1, min(report["pages"], first - 1 + number)):
        try:
            made = pyvips.Image.thumbnail(f"{INPUT}[page={index}]", LONGEST, height=LONGEST, size="down")
            keep(report, index + 1, made.flatten(background=255) if made.hasalpha() else made)
        except pyvips.Error:
            continue


def keep(report: dict, page: int, image: pyvips.Image) -> None:
    image.webpsave(f"{OUT}page-{page:04}.webp", Q=QUALITY, keep="none", effort=2)
    report["drawn"][str(page)] = [image.width, image.height]


def keep_small(report: dict, image: pyvips.Image) -> None:
    made = image.thumbnail_image(SMALL, height=SMALL, size="down")
    made.webpsave(OUT + "thumbnail.webp", Q=70, keep="none", effort=2)
    report["small"] = [made.width, made.height]


if __name__ == "__main__":
    main()
