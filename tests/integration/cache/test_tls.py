"""C2: a line to a server that speaks TLS, and one that nobody trusts."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.servers import Valkey
from wireworks.cache import CacheManager, CacheService

x509 = pytest.importorskip("cryptography.x509")
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402 - if it is installed
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402 - as above

pytestmark = [pytest.mark.anyio, pytest.mark.once]


class Front(NamedTuple):
    """Where a server is reached by TLS, and the certificate that it shows."""

    url: str
    certificate: Path
    connections: list[asyncio.StreamWriter]


def certify(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for this machine that is signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(secret)
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
async def front(server: Valkey, tmp_path: Path) -> AsyncIterator[Front]:
    """A server behind TLS; the one that is started for tests does not speak it."""
    certificate, key = certify(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    writers: list[asyncio.StreamWriter] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", server.port)
        writers.extend((writer, inner_writer))
        await asyncio.gather(pump(reader, inner_writer), pump(inner_reader, writer))

    listening = await asyncio.start_server(relay, "127.0.0.1", 0, ssl=context)
    port = listening.sockets[0].getsockname()[1]
    yield Front(f"rediss://127.0.0.1:{port}/0", certificate, writers)
    listening.close()
    for writer in writers:
        writer.transport.abort()
    await asyncio.sleep(0)


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
    writer.transport.abort()


async def test_line_over_tls_does_all_that_others_do(front: Front) -> None:
    manager = CacheManager()
    manager.init(f"{front.url}?ssl_ca_certs={front.certificate}", operation_timeout=5)
    cache = CacheService(manager.client, "texts", str, first_level=True)
    long = "a long text " * 20_000

    assert await cache.set_many({"short": "text", "long": long})
    assert await asyncio.gather(*(cache.get("long") for _ in range(20))) == [long] * 20
    assert await cache.get_or_set("made", lambda: "made") == "made"
    assert await CacheService(manager.client, "texts", str).set("short", "changed")
    assert await cache.get("short") == "changed"
    assert await cache.delete("long")

    for writer in [*front.connections]:
        writer.transport.abort()
    assert await cache.get("short") == "changed"
    assert manager.is_available
    await manager.close()


async def test_server_whose_certificate_nobody_trusts_is_one_that_is_away(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    manager = CacheManager()
    manager.init(front.url, operation_timeout=5)
    cache = CacheService(manager.client, "texts", str)

    assert await cache.get_or_set("one", lambda: "made") == "made"
    assert not await cache.set("one", "text")
    assert not manager.is_available
    assert "certificate" in caplog.text.lower()
    await manager.close()
