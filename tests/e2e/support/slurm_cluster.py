# SPDX-License-Identifier: LGPL-2.1-or-later
"""A private Slurm cluster: munged, slurmctld and a slurmd for each of several nodes, all on this machine
and as this user, without systemd. It ends with the test in every case.
"""

import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

DAEMONS = ("munged", "slurmctld", "slurmd", "sbatch")
# More than any answer takes on a busy machine.
PATIENCE = 60

CONFIGURATION = """
ClusterName=audioblocks
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=1
"""


def path_of(program):
    """Debian has daemons in a folder that is in root's search path alone."""
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")


def missing_daemons():
    return [program for program in DAEMONS if path_of(program) is None]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until(done, what):
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.05)


class SlurmCluster:
    """Nodes n1, n2, … of one processor each. A context manager."""

    def __init__(self, nodes):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="slurm-"))
        os.chmod(self.folder, 0o755)
        self.nodes = [f"n{number}" for number in range(1, nodes + 1)]
        self._daemons = {}
        self._write_configuration()

    def _write_configuration(self):
        controller, *ports = free_ports(1 + len(self.nodes))
        text = CONFIGURATION.format(controller_port=controller, user=getpass.getuser(),
                                    folder=self.folder)
        for node, port in zip(self.nodes, ports):
            text += (f"NodeName={node} NodeHostname=localhost NodeAddr=127.0.0.1 Port={port} CPUs=1 "
                     "RealMemory=2000\n")
        text += "PartitionName=all Nodes=ALL Default=YES State=UP\n"
        (self.folder / "state").mkdir()
        (self.folder / "slurm.conf").write_text(text, encoding="ascii")
        key = self.folder / "munge.key"
        key.touch(0o600)
        key.write_bytes(os.urandom(64))

    def environment(self, variables):
        return {**variables, "SLURM_CONF": str(self.folder / "slurm.conf")}

    def __enter__(self):
        try:
            self._start("munged", "--foreground", "--force", f"--key-file={self.folder}/munge.key",
                        f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munge.pid",
                        f"--log-file={self.folder}/munge.log", f"--seed-file={self.folder}/munge.seed")
            wait_until((self.folder / "munge.socket").exists, "munged")
            self._start("slurmctld", "-D")
            for node in self.nodes:
                self.start_node(node)
            wait_until(lambda: self.states() == {"idle"}, "idle nodes")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes():
            process_ends(process)
        # The nodes before the controller, and munged last.
        for daemon in reversed(self._daemons.values()):
            daemon.terminate()
            try:
                daemon.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, program, *arguments, name=None):
        with (self.folder / f"{name or program}.out").open("ab") as log:
            self._daemons[name or program] = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", path_of(program), *arguments], cwd=self.folder,
                env=self.environment(os.environ), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT)

    def start_node(self, node):
        self._start("slurmd", "-D", "-N", node, name=node)

    def command(self, *arguments):
        """Returns the output of a program of Slurm, which must succeed."""
        return subprocess.run(arguments, env=self.environment(os.environ), capture_output=True, text=True,
                              check=True, timeout=PATIENCE).stdout.strip()

    def states(self):
        """The states of all nodes; nothing while the controller does not answer."""
        try:
            return set(self.command("sinfo", "--noheader", "--Node", "--format=%T").split())
        except subprocess.CalledProcessError:
            return set()

    def submit(self, script, *options, env, cwd):
        """Returns the number of the job."""
        return subprocess.run(["sbatch", "--parsable", *options, script], env=self.environment(env),
                              cwd=cwd, capture_output=True, text=True, check=True,
                              timeout=PATIENCE).stdout.strip()

    def wait_for(self, job):
        wait_until(lambda: not self.command("squeue", "--noheader", f"--jobs={job}"), f"job {job}")

    def outcomes(self, job):
        """The state of each task of an array, and its exit status."""
        found = {}
        for line in self.command("scontrol", "show", "job", "--oneliner", job).splitlines():
            fields = dict(field.split("=", 1) for field in line.split() if "=" in field)
            found[int(fields["ArrayTaskId"])] = (fields["JobState"],
                                                 int(fields["ExitCode"].split(":")[0]))
        return found

    def processes(self, node=None):
        """The processes of the cluster's jobs, those of one node or of all."""
        wanted = {f"SLURM_CONF={self.folder}/slurm.conf".encode()}
        if node is not None:
            wanted.add(f"SLURMD_NODENAME={node}".encode())
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                variables = set((entry / "environ").read_bytes().split(b"\0"))
            except OSError:
                continue  # ended, or another user's
            if wanted <= variables and b"SLURM_JOB_ID" in {each.split(b"=")[0] for each in variables}:
                found.append(int(entry.name))
        return found

    def node_of(self, job, task):
        return self.command("squeue", "--noheader", "--format=%N", f"--jobs={job}_{task}")

    def crash(self, node):
        """What a power failure does: nothing of the node runs any more, and nobody is notified."""
        jobs = self.processes(node)
        keepers = {parent_of(process) for process in jobs} - set(jobs)
        self._daemons[node].kill()
        self._daemons[node].wait()
        for process in (*keepers, *jobs):
            process_ends(process)
        # Slurm would find out after SlurmdTimeout.
        self.command("scontrol", "update", f"nodename={node}", "state=down", "reason=crashed")


def parent_of(process):
    return int(pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


def process_ends(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
