"""Writes test/fixtures/proxies.json: which proxy httpx takes for an address, as huggingface_hub asks.

    python tools/make-proxy-fixture.py       (needs huggingface_hub 2, and its httpx2)
"""

import json
import os
from pathlib import Path

import httpx2

TARGET = Path(__file__).parent.parent / "test" / "fixtures" / "proxies.json"

ADDRESSES = [
    "http://hub.example/x",
    "https://hub.example/x",
    "http://hub.example:8080/x",
    "https://cdn.hub.example/x",
    "https://myhub.example/x",
    "http://localhost:18888/x",
    "http://sub.localhost/x",
    "http://127.0.0.1:18888/x",
    "http://127.0.0.2/x",
    "http://10.1.2.3/x",
    "http://[::1]:18888/x",
    "http://[fd00::5]/x",
]

PROXIES = [
    {},
    {"HTTP_PROXY": "http://a:1"},
    {"http_proxy": "a:1"},
    {"HTTPS_PROXY": "http://b:2"},
    {"ALL_PROXY": "http://c:3"},
    {"all_proxy": "http://c:3", "HTTP_PROXY": "http://a:1"},
    {"http_proxy": "http://low:4", "HTTP_PROXY": "http://a:1"},
    {"http_proxy": "", "HTTP_PROXY": "http://a:1"},
    {"Http_Proxy": "http://a:1"},
    {"HTTP_PROXY": "http://a:1", "REQUEST_METHOD": "GET"},
    {"http_proxy": "http://a:1", "REQUEST_METHOD": "GET"},
]

EXCEPTIONS = [
    "*",
    "other.example, *",
    "hub.example",
    "HUB.Example",
    ".hub.example",
    "*.hub.example",
    "*hub.example",
    "example",
    ".example",
    "hub.example:8080",
    "hub.example:9090",
    "other.example , hub.example",
    "other.example hub.example",
    "http://hub.example",
    "https://hub.example",
    "https://",
    "all://hub.example",
    "localhost",
    "127.0.0.1",
    "127.0.0.1:18888",
    "127.0.0.1:1",
    "127.0.0.0/8",
    "127.0.0.0/33",
    "127.0.0.9/8",
    "10.0.0.0/8,::1",
    "10.0.0.0/255.0.0.0",
    "::1",
    "[::1]",
    "[::1]:18888",
    "[::1]:1",
    "fd00::/8",
    ":18888",
    "0.0.1",
    "hub.example/8",
    "",
    ",,",
]


def taken(variables):
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name == "REQUEST_METHOD":
            del os.environ[name]
    os.environ.update(variables)
    client = httpx2.Client()
    direct = client._transport
    proxies = {}
    for address in ADDRESSES:
        transport = client._transport_for_url(httpx2.URL(address))
        if transport is direct:
            continue
        url = transport._pool._proxy_url
        proxies[address] = f"{url.scheme.decode()}://{url.host.decode()}:{url.port}"
    return proxies


both = {"HTTP_PROXY": "http://a:1", "HTTPS_PROXY": "http://b:2"}
settings = PROXIES + [both | {"NO_PROXY": one} for one in EXCEPTIONS]
settings += [both | {"NO_PROXY": "hub.example", "no_proxy": "localhost"}, both | {"NO_PROXY": "hub.example", "no_proxy": ""}]
cases = [{"variables": one, "proxies": taken(one)} for one in settings]
TARGET.write_text(json.dumps({"addresses": ADDRESSES, "cases": cases}, indent=1) + "\n")
print(f"{len(cases)} settings")
