import { type ChildProcess, spawn } from 'node:child_process';

/** Seconds between the polite and the final signal to children whose parent is gone. */
const GRACE_SECONDS = 5;

/**
 * Reads lines of pids; when its standard input ends (the parent died, however) it ends the pids of the last line.
 * A shell of about a megabyte instead of another node.
 */
const SCRIPT = `trap '' HUP INT TERM
pids=
while read -r line; do pids=$line; done
[ -n "$pids" ] || exit 0
kill -TERM $pids 2>/dev/null
kill -CONT $pids 2>/dev/null
for i in $(seq ${GRACE_SECONDS}0); do
  alive=
  for pid in $pids; do kill -0 $pid 2>/dev/null && alive=yes; done
  [ -n "$alive" ] || exit 0
  sleep 0.1
done
kill -KILL $pids 2>/dev/null
exit 0`;

/** Ends our children within some seconds when this process dies without being able to do so itself. */
export class Guardian {
  #shell: ChildProcess | null = null;
  readonly #pids = new Set<number>();
  #released = false;

  constructor() {
    this.#start();
  }

  /** Watches over a child until it ends by itself. */
  watch(child: ChildProcess): void {
    const { pid } = child;
    if (pid === undefined) return;
    this.#pids.add(pid);
    this.#tell();
    child.once('exit', () => {
      this.#pids.delete(pid);
      this.#tell();
    });
  }

  /** All children have ended: the guardian goes too. */
  release(): void {
    this.#released = true;
    this.#pids.clear();
    this.#tell();
    this.#shell?.stdin?.end();
  }

  #start(): void {
    const shell = spawn('/bin/sh', ['-c', SCRIPT], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { PATH: '/usr/bin:/bin' },
    });
    shell.stdin.on('error', () => undefined);
    shell.once('error', () => undefined);
    shell.once('exit', () => {
      if (!this.#released) setTimeout(() => this.#start(), 500).unref();
    });
    shell.unref();
    (shell.stdin as unknown as { unref?: () => void }).unref?.();
    this.#shell = shell;
    this.#tell();
  }

  #tell(): void {
    const stdin = this.#shell?.stdin;
    if (stdin?.writable === true) stdin.write(`${[...this.#pids].join(' ')}\n`);
  }
}
