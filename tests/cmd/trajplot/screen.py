#!/usr/bin/env python3
"""What screen.t has trajplot talk to: a terminal, a screen's windows, a decoder of sixels.

screen.py tty KIND [-p] [-i] COMMAND...   runs it on a terminal of 100 x 40 characters, which has sixels
                                     (sixel), has none (plain) or does not answer (silent); -p: and
                                     has 1000 x 800 pixels; -i: it is interrupted while it asks.
                                     Prints what the terminal was sent and, on standard error, "asked"
                                     and "restored", where the terminal was asked and is as before.
screen.py sixel                      prints the width and height of the sixels on standard input, and
                                     how many colours they have
screen.py window NAME [close]        waits for a window of that name, prints its size and asks it to
                                     close, as a window manager does
"""
import ctypes
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

# The window's pixels, and the attributes, of which 4 is sixels.
ANSWERS = {"sixel": b"\x1b[4;600;750t\x1b[?62;4;6c", "plain": b"\x1b[?62;14;22c", "silent": b""}


def tty(kind, options, command):
    width, height = (1000, 800) if "-p" in options else (0, 0)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 40, 100, width, height))
    before = termios.tcgetattr(slave)
    pid = os.fork()
    if pid == 0:
        os.close(master)
        login(slave)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell's background job ignores it
        os.execvp(command[0], command)
    output, asked, ended = b"", False, False
    while True:
        if select.select([master], [], [], 0.02)[0]:
            output += os.read(master, 65536)
        elif ended:
            break
        else:
            ended = os.waitpid(pid, os.WNOHANG)[0] != 0
        if not asked and b"\x1b[c" in output:
            asked = True
            if "-i" in options:
                os.kill(pid, signal.SIGINT)
            os.write(master, ANSWERS[kind])
    print("\n".join(["asked"] * asked + ["restored"] * (termios.tcgetattr(slave) == before)),
          file=sys.stderr)
    sys.stdout.buffer.write(output.replace(b"\x1b[14t\x1b[c", b""))


def login(slave):
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3):
        os.dup2(slave, fd)


def sixel():
    data = sys.stdin.buffer.read()
    body = re.fullmatch(rb"\x1bP[0-9;]*q(.*)\x1b\\", data, re.S).group(1)
    colors = len(set(re.findall(rb"#\d+;2;(\d+;\d+;\d+)", body)))
    body = re.sub(rb'"[0-9;]*|#[0-9;]+|\s', b"", body)
    width, rows = 0, body.rstrip(b"-").split(b"-")
    for row in rows:
        for line in row.split(b"$"):
            runs = re.findall(rb"!(\d+)[?-~]|([?-~])", line)
            width = max(width, sum(int(count) if count else 1 for count, _ in runs))
    print(width, 6 * len(rows), colors)


class ClientMessage(ctypes.Structure):
    _fields_ = [("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong),
                ("message_type", ctypes.c_ulong), ("format", ctypes.c_int),
                ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 16)]


class Screen:
    def __init__(self):
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XInternAtom.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        if not self.display:
            sys.exit("no screen")

    def children(self, window):
        root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
        children = ctypes.POINTER(ctypes.c_ulong)()
        self.x.XQueryTree(self.display, ctypes.c_ulong(window), ctypes.byref(root),
                          ctypes.byref(parent), ctypes.byref(children), ctypes.byref(count))
        return [children[i] for i in range(count.value)]

    def name(self, window):
        name = ctypes.c_char_p()
        self.x.XFetchName(self.display, ctypes.c_ulong(window), ctypes.byref(name))
        return (name.value or b"").decode()

    def size(self, window):
        root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
        width, height, border, depth = (ctypes.c_uint() for _ in range(4))
        self.x.XGetGeometry(self.display, ctypes.c_ulong(window), ctypes.byref(root),
                            *map(ctypes.byref, (x, y, width, height, border, depth)))
        return width.value, height.value

    def find(self, name):
        named = (w for w in self.children(self.x.XDefaultRootWindow(self.display))
                 if self.name(w) == name)
        return next(named, None)

    def close(self, window):
        def atom(name):
            return self.x.XInternAtom(self.display, name, 0)
        message = ClientMessage(type=33, window=window, message_type=atom(b"WM_PROTOCOLS"), format=32)
        message.data[0] = atom(b"WM_DELETE_WINDOW")
        self.x.XSendEvent(self.display, ctypes.c_ulong(window), 0, ctypes.c_long(0),
                          ctypes.byref(message))
        self.x.XSync(self.display, 0)


def window(name, action=None):
    screen, found, last = Screen(), None, time.monotonic() + 10
    while not found and time.monotonic() < last:
        time.sleep(0.05)
        found = screen.find(name)
    if not found:
        sys.exit(f"no window {name}")
    time.sleep(0.3)  # until it is drawn
    print(*screen.size(found))
    if action == "close":
        screen.close(found)


if sys.argv[1] == "tty":
    rest = sys.argv[3:]
    flags = [rest.pop(0) for _ in range(2) if rest[0] in ("-p", "-i")]
    tty(sys.argv[2], flags, rest)
elif sys.argv[1] == "sixel":
    sixel()
else:
    window(*sys.argv[2:])
