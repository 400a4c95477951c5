"""A MariaDB server of one's own, for the scripts that ask one.

    with mariadb.Server() as server:
        cursor = server.connect().cursor()

It runs in a temporary folder behind a socket, as long as the block or the process does: a script that is ended by
SIGTERM, SIGINT or SIGHUP stops it and removes the folder, and where the script is killed the server ends by itself. It needs
mariadb-server (mariadbd, mariadb-install-db) and pymysql; without them the script ends and says so.
"""

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

# Where Debian keeps servers, which an ordinary user's PATH leaves out.
PATH = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"


class Server:
    def __init__(self, *options):
        self.pymysql = self._pymysql()
        daemon, install = self._program("mariadbd"), self._program("mariadb-install-db")
        self.process = None
        self.folder = tempfile.mkdtemp(prefix="vitrine-mariadb-")
        _end_in_order()
        atexit.register(self.stop)
        self.socket = os.path.join(self.folder, "socket")
        self.log = os.path.join(self.folder, "log")
        data = "--datadir=" + os.path.join(self.folder, "data")
        common = ["--no-defaults", "--user=root", data]
        # Its temporary tables would collide with those of other servers that are made at the same time.
        self.environment = {**os.environ, "TMPDIR": self.folder}
        self._install([install, *common, "--auth-root-authentication-method=normal", "--skip-test-db"])
        self.process = subprocess.Popen(
            [daemon, *common, "--socket=" + self.socket, "--log-error=" + self.log, "--skip-networking",
             "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4", "--default-time-zone=+00:00",
             *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_end_with_parent, env=self.environment,
        )
        self._wait()

    def connect(self, **settings):
        """A pymysql connection in utf8mb4; values come as text unless `conv` says otherwise."""
        standard = {"unix_socket": self.socket, "user": "root", "charset": "utf8mb4", "autocommit": True, "conv": {}}
        return self.pymysql.connect(**{**standard, **settings})

    def stop(self):
        atexit.unregister(self.stop)
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _install(self, command):
        """Runs mariadb-install-db, a script that begins programs of its own: where it is broken off, they end too."""
        making = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            preexec_fn=_end_with_parent, env=self.environment,
        )
        try:
            output, _ = making.communicate()
        except BaseException:
            os.killpg(making.pid, signal.SIGKILL)
            making.wait()
            raise
        if making.returncode:
            self._give_up("mariadb-install-db failed:\n" + output)

    def _wait(self):
        for _ in range(300):
            try:
                return self.connect().close()
            except self.pymysql.MySQLError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        text = open(self.log).read() if os.path.exists(self.log) else ""
        self.stop()
        self._give_up("mariadbd did not start:\n" + text)

    def _give_up(self, reason):
        shutil.rmtree(self.folder, ignore_errors=True)
        sys.exit(reason)

    @staticmethod
    def _program(name):
        found = shutil.which(name, path=PATH)
        if not found:
            sys.exit(f"there is no {name}: apt-get install mariadb-server")
        return found

    @staticmethod
    def _pymysql():
        try:
            import pymysql
        except ImportError:
            sys.exit("there is no pymysql: apt-get install python3-pymysql")
        return pymysql


def _end_in_order():
    """Lets signals that end a script end it as an exception does, so that what it has begun is stopped."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, lambda number, _: sys.exit(128 + number))


def _end_with_parent():
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)
