"""This computer's own addresses on its networks, and a socket on one of them; nothing is sent to find them."""

import errno
import os
import socket
import struct
from ipaddress import AddressValueError, IPv4Address

from deputy_station.core.errors import Refusal, Trouble
from deputy_station.features.phone.rules import in_offered_order

FIRST_PORT, LAST_PORT = 8100, 8199
BACKLOG = 256
_SIOCGIFADDR = 0x8915  # linux/sockios.h
_ELSEWHERE = ("192.0.2.1", 9)  # RFC 5737: an address nobody has; connecting a datagram socket sends nothing


class AddressNotOurs(Refusal):
    """The page listens on one address of this computer, never on all."""

    def __init__(self, address: str) -> None:
        super().__init__(f"“{address}”不是这台电脑现在的地址，手机签到没有开。请重新选一个地址。")


class PortTaken(Trouble):
    """Another program listens there."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"端口 {port} 已被别的程序占用，手机签到没有开。请换一个端口，或不填，让程序自己找。"
        )


class NoPortFree(Trouble):
    """All of the usual ports are taken."""

    def __init__(self) -> None:
        super().__init__(
            f"端口 {FIRST_PORT} 到 {LAST_PORT} 都被占用，手机签到没有开。请填一个别的端口，例如 9000。"
        )


def own_addresses() -> list[str]:
    """The IPv4 addresses phones may reach this computer at, the likely one first; loopback is not among them."""
    return in_offered_order(_of_interfaces() | _of_name() | _of_route())


def listen_on(address: str, port: int | None) -> socket.socket:
    """A bound socket on this very address; without a port the first free one of the usual.

    Raises AddressNotOurs, PortTaken, NoPortFree.
    """
    try:
        if IPv4Address(address).is_unspecified:
            raise AddressNotOurs(address)
    except AddressValueError:
        raise AddressNotOurs(address) from None
    for tried in (port,) if port is not None else range(FIRST_PORT, LAST_PORT + 1):
        bound = _bind(address, tried)
        if bound is not None:
            return bound
    raise PortTaken(port) if port is not None else NoPortFree


def _bind(address: str, port: int) -> socket.socket | None:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere it would let two programs share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise AddressNotOurs(address) from error
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    return listening


def _of_interfaces() -> set[str]:
    """One address of each network interface; Linux answers, elsewhere the name does."""
    try:
        import fcntl
    except ImportError:
        return set()
    found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, request)
            except OSError:  # an interface without an address
                continue
            found.add(socket.inet_ntoa(answer[20:24]))
    return found


def _of_name() -> set[str]:
    """The addresses this computer's own name stands for."""
    try:
        return set(socket.gethostbyname_ex(socket.gethostname())[2])
    except OSError:  # a name nobody resolves
        return set()


def _of_route() -> set[str]:
    """The address packets to other networks would leave from."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(_ELSEWHERE)
        except OSError:  # no network
            return set()
        return {str(asking.getsockname()[0])}
