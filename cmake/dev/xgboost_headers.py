"""Unpack XGBoost's public C header, and the headers it includes, from its source package.

Usage: xgboost_headers.py FOLDER

`pip download` of a source package would first compile it, so the file is found in the same index that pip is set to use.
"""

import base64
import hashlib
import html.parser
import io
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request

PACKAGE = "xgboost"
FILE = "xgboost-3.2.0.tar.gz"
SHA256 = "99b0e9a2a64896cdaf509c5e46372d336c692406646d20f2af505003c0c5d70d"
HEADER = "xgboost/c_api.h"


def pip_setting(name):
    """Return what pip's environment or configuration says for a setting, or None."""
    from_environment = os.environ.get("PIP_" + name.upper().replace("-", "_"))
    if from_environment:
        return from_environment
    for section in ("global", "install"):
        answer = subprocess.run(
            [sys.executable, "-m", "pip", "config", "get", f"{section}.{name}"], capture_output=True, text=True, check=False
        )
        if answer.returncode == 0:
            return answer.stdout.strip()
    return None


def download(url):
    parts = urllib.parse.urlsplit(url)
    request = urllib.request.Request(url)
    if parts.username:
        login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        host = parts.netloc.rpartition("@")[2]
        request = urllib.request.Request(urllib.parse.urlunsplit(parts._replace(netloc=host)))
        request.add_unredirected_header("Authorization", "Basic " + base64.b64encode(login.encode()).decode())
    context = ssl.create_default_context(cafile=pip_setting("cert"))
    with urllib.request.urlopen(request, timeout=180, context=context) as answer:
        return answer.read()


class Links(html.parser.HTMLParser):
    """Collects the targets of a page's links."""

    def __init__(self):
        super().__init__()
        self.targets = []

    def handle_starttag(self, tag, attrs):
        if tag == "a":
            self.targets.append(dict(attrs).get("href") or "")


def source_package():
    index = (pip_setting("index-url") or "https://pypi.org/simple").rstrip("/")
    page = f"{index}/{PACKAGE}/"
    links = Links()
    links.feed(download(page).decode())
    urls = [urllib.parse.urljoin(page, target) for target in links.targets]
    found = [url for url in urls if urllib.parse.urlsplit(url).path.endswith("/" + FILE)]
    if not found:
        sys.exit(f"{FILE}: not in pip's package index; set PIP_INDEX_URL to one that has it")
    content = download(urllib.parse.urldefrag(found[0]).url)
    digest = hashlib.sha256(content).hexdigest()
    if digest != SHA256:
        sys.exit(f"{FILE}: SHA-256 is {digest}, expected {SHA256}; the download is damaged or not the pinned file")
    return content


def unpack(content, folder):
    """Write HEADER and, recursively, the headers of the package that it includes."""
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        names = {name.rpartition("/include/")[2]: name for name in package.getnames() if "/include/" in name}
        waiting, done = [HEADER], set()
        while waiting:
            header = waiting.pop()
            if header in done or header not in names:
                continue
            done.add(header)
            text = package.extractfile(names[header]).read()
            target = folder / header
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
            for included in re.findall(rb'#include\s+[<"]([^>"]+)[>"]', text):
                waiting += [included.decode(), str(pathlib.PurePosixPath(header).parent / included.decode())]
    if HEADER not in done:
        sys.exit(f"{FILE}: holds no include/{HEADER}")


if __name__ == "__main__":
    unpack(source_package(), pathlib.Path(sys.argv[1]))
