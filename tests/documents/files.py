"""Real files of every kind, good and bad, made byte by byte."""

import io
import struct
import zipfile
import zlib

from ehcp.documents.eicar import EICAR

__all__ = ["EICAR"]
CONTENT_TYPES = "[Content_Types].xml"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODT = "application/vnd.oasis.opendocument.text"


def a_pdf(*objects: str, trailer: str = "", packed: bytes | None = None) -> bytes:
    """Make a PDF of one empty page, with whatever else; `packed` are objects in a packed stream."""
    body = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        *objects,
    ]
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, text in enumerate(body, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    if packed is not None:
        squeezed = zlib.compress(packed)
        head = f"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(squeezed)} >>"
        out += f"9 0 obj\n{head}\nstream\n".encode() + squeezed + b"\nendstream\nendobj\n"
    begins = len(out)
    out += f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(body) + 1} /Root 1 0 R {trailer}>>\n".encode()
    return bytes(out) + f"startxref\n{begins}\n%%EOF\n".encode()


def a_zip(parts: dict[str, bytes | str]) -> bytes:
    """Make an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def a_docx(**more: bytes | str) -> bytes:
    """Make a Word document; `word__vbaProject` is a part of that name, `.bin` added."""
    return a_docx_with({name.replace("__", "/"): part for name, part in more.items()})


def a_docx_with(more: dict[str, bytes | str]) -> bytes:
    """Make a Word document with these parts besides."""
    document = f'<w:document xmlns:w="{_WORD}">Advice</w:document>'
    return a_zip({CONTENT_TYPES: _TYPES, "word/document.xml": document, **more})


def an_odt(more: dict[str, bytes | str] | None = None) -> bytes:
    """Make an OpenDocument text."""
    manifest = {"META-INF/manifest.xml": "<m/>"}
    return a_zip({"mimetype": _ODT, "content.xml": "<office/>", **manifest, **(more or {})})


def a_locked_docx() -> bytes:
    """Make what Word saves with a password: an old kind of container with the parcel in it."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1016) + "EncryptedPackage".encode("utf-16-le")
    ).ljust(4096, b"\0")


def a_png(width: int = 2, height: int = 2) -> bytes:
    """Make a picture of grey dots."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\x80\x80" * 2)
    parts = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def a_jpeg(width: int = 8, height: int = 8) -> bytes:
    """Make the bones of a photograph: its marks in their order, as a camera writes them."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = (
        (0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        (0xDB, bytes([0, *range(1, 65)])),
        (0xC0, frame),
        (0xDA, b"\x01\x01\x00\x00\x3f\x00"),
    )
    out = b"\xff\xd8"
    for mark, data in parts:
        out += bytes([0xFF, mark]) + struct.pack(">H", len(data) + 2) + data
    return out + b"\x12\x34\x56\x78\xff\xd9"


def a_bomb() -> bytes:
    """Make a document of a hundred kilobytes that unpacks to a hundred megabytes."""
    return a_docx_with({"word/media/image1.png": b"\0" * 100_000_000})


A_PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)
GOOD = {
    ".pdf": a_pdf(),
    ".docx": a_docx(),
    ".odt": an_odt(),
    ".jpg": a_jpeg(),
    ".png": a_png(),
    ".txt": "Seen at school. Zoë’s report follows.\r\n".encode(),
}
